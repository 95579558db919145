import type { Rng } from '../../random/generator.ts';
import { rngFromState } from '../../random/rng.ts';
import type { Team } from '../estimator.ts';
import { int32At, peerBytes, peerMemory, uint16At } from './peer-memory.ts';
import { treeKernels } from './tree-kernels.ts';

/** The rows of one tree. */
export interface RowDraws {
  /** nRows: how often each is drawn; overwritten by the next tree. */
  readonly draws: Uint16Array;
  /** What the tree goes on to draw from. */
  readonly rng: Rng;
}

const STATE_BYTES = 16;

/** Bytes of `rowDrawer` for each peer. */
export const rowDrawerBytes = (nRows: number): number => peerBytes([STATE_BYTES, 2 * nRows]);

/** Draws the rows of each tree: nRows with replacement, or every row once. */
export function rowDrawer(nRows: number, bootstrap: boolean, team: Team): (rng: Rng) => RowDraws {
  const memory = peerMemory(team, [STATE_BYTES, 2 * nRows]);
  const words = int32At(memory(STATE_BYTES), 4);
  const draws = uint16At(memory(2 * nRows), nRows);
  if (!bootstrap) {
    draws.fill(1);
    return (rng) => ({ draws, rng });
  }
  const kernels = treeKernels(team);
  if (kernels === null || nRows === 1) return (rng) => ({ draws: drawRows(draws, rng), rng });
  return (rng) => {
    const state = rng.state();
    words.set(state.slice(4));
    kernels.bootstrap(words.byteOffset, draws.byteOffset, nRows);
    return { draws, rng: rngFromState([...state.slice(0, 4), ...words]) };
  };
}

function drawRows(draws: Uint16Array, rng: Rng): Uint16Array {
  draws.fill(0);
  for (let i = 0; i < draws.length; i++) draws[rng.integer(draws.length)]!++;
  return draws;
}
