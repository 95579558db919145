import type { Progress } from '../estimator.ts';
import type { BinnedFeatures } from './binned-features.ts';
import type { Growth } from './growth.ts';
import { inPieces, ownShare, type Range } from './team-work.ts';

/** Below this a peer alone is as fast as several that wait for each other. */
const MIN_SHARED_ROWS = 2048;
const CELLS_PER_STEP = 1 << 22;

/** The histogram of rows `order[start … end)`; afterwards a peer sees it in its own range of features. */
export function* buildHistogram(
  growth: Growth,
  start: number,
  end: number,
  into: Float64Array,
  tick: Progress,
): Generator<Progress, void, void> {
  const { team, engine, peers, own, words, range } = growth;
  const together = team.size > 1 && end - start >= MIN_SHARED_ROWS;
  const target = together ? own.partial! : into;
  if (together || team.index === 0) {
    target.fill(0);
    const share = together ? ownShare(team, end - start) : { from: 0, to: end - start };
    const rowsPerStep = Math.max(4096, Math.floor(CELLS_PER_STEP / (4 * Math.max(1, words.length))));
    yield* inPieces(share, rowsPerStep, tick, (from, to) =>
      engine.histogram(start + from, start + to, words, target),
    );
  }
  if (team.size === 1) return;
  team.barrier();
  if (!together) return;
  const [from, to] = doublesOf(growth.binned, range);
  into.fill(0, from, to);
  for (const { partial } of peers) engine.add(into, partial!, from, to);
}

/** Where the sums of these features stand in a histogram. */
export function doublesOf(
  { offsets, totalBins, nFeatures }: BinnedFeatures,
  { from, to }: Range,
): [number, number] {
  const at = (feature: number): number => 2 * (feature < nFeatures ? offsets[feature]! : totalBins);
  return [at(from), at(to)];
}
