import type { Progress } from '../estimator.ts';
import type { Growth, Leaf } from './growth.ts';
import { ownShare } from './team-work.ts';

/** Below this a peer alone is as fast as several that wait for each other. */
const MIN_SHARED_ROWS = 8192;

/** Deals a leaf's rows to both sides by this peer's table; returns how many went left. */
export function* dealRows(
  growth: Growth,
  { start, end }: Leaf,
  feature: number,
  tick: Progress,
): Generator<Progress, number, void> {
  const { team, rows, engine, own, counts } = growth;
  const { order, spare } = rows;
  if (team.size > 1 && end - start >= MIN_SHARED_ROWS) return dealTogether(growth, start, end, feature);
  const slot = 2 * team.size + (growth.turn++ & 1);
  if (team.index === 0) {
    const nLeft = engine.partition(start, end, feature, own.table, order, spare);
    engine.copy(spare, start, end - nLeft, order, start + nLeft);
    counts[slot] = nLeft;
    if (end - start > 1 << 20) yield tick;
  }
  team.barrier();
  return counts[slot]!;
}

/** Each peer deals its run of rows to two spares; then each copies its own to where they belong. */
function dealTogether(growth: Growth, start: number, end: number, feature: number): number {
  const { team, rows, engine, own, counts } = growth;
  const { order, spare, secondSpare } = rows;
  const mine = ownShare(team, end - start, 16);
  const from = start + mine.from;
  const to = start + mine.to;
  counts[team.index] = engine.partition(from, to, feature, own.table, secondSpare, spare);
  team.barrier();
  let nLeft = 0;
  let before = 0;
  for (let peer = 0; peer < team.size; peer++) {
    if (peer === team.index) before = nLeft;
    nLeft += counts[peer]!;
  }
  const ownLeft = counts[team.index]!;
  engine.copy(secondSpare, from, from + ownLeft, order, start + before);
  const rightBefore = mine.from - before;
  engine.copy(spare, from, from + (to - from - ownLeft), order, start + nLeft + rightBefore);
  team.barrier();
  return nLeft;
}
