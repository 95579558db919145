import { loadKernels } from '../../numeric/kernels.ts';
import type { Team } from '../estimator.ts';
import { TREES } from './trees.wasm.ts';

/** Pointers: bytes from the start of the team's memory; 0 = none where that is allowed. */
type BeginTree = (
  draws: number,
  labels: number,
  weights: number,
  codes: number,
  order: number,
  nRows: number,
  totals: number,
) => number;

type SearchSplits = (
  order: number,
  start: number,
  end: number,
  codes: number,
  weights: number,
  columns: number,
  nRows: number,
  features: number,
  from: number,
  to: number,
  binCounts: number,
  totals: number,
  nTotals: number,
  factors: number,
  minLeafWeight: number,
  cuts: number,
  edges: number,
  histogram: number,
  scratch: number,
  best: number,
) => void;

/** What trees.as.ts exports. */
export interface TreeKernels {
  bootstrap(state: number, draws: number, nRows: number): void;
  readonly beginTwo: BeginTree;
  readonly beginClasses: BeginTree;
  readonly beginTargets: BeginTree;
  readonly searchTwo: SearchSplits;
  readonly searchClasses: SearchSplits;
  readonly searchTargets: SearchSplits;
  partition(column: number, bin: number, order: number, spare: number, start: number, end: number): number;
  sortDoubles(values: number, spare: number, counts: number, length: number): void;
  addLeaves(
    nodes: number,
    roots: number,
    depths: number,
    valueAt: number,
    values: number,
    nTrees: number,
    leafWidth: number,
    x: number,
    nRows: number,
    nColumns: number,
    out: number,
    nOutputs: number,
  ): void;
  binTile(tile: number, rows: number, stride: number, table: number, firstStep: number, out: number): void;
}

/** null where the team has no memory for kernels, or the engine does not take them. */
export function treeKernels(team: Team): TreeKernels | null {
  return team.memory === null ? null : loadKernels<TreeKernels>(TREES, team.memory);
}
