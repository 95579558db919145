import type { Rng } from '../../random/generator.ts';
import { sampleWithoutReplacement, shuffle } from '../../random/sampling.ts';
import type { Team, TrainingData } from '../estimator.ts';
import { ownShare, type SharedArrays } from './team-work.ts';

/** Fills `order` for a tree: the rows it learns from in front, those it leaves out behind; returns how many in front. */
export type RowChooser = (seed: number) => number;

/**
 * `held` (nRows, 1 = held out for early stopping) and `share` decide which rows a round learns from: each
 * by a hash of (seed, row), so that peers need not draw one after another.
 */
export function createRowChooser(
  order: Int32Array,
  held: Uint8Array | null,
  share: number,
  team: Team,
  arrays: SharedArrays,
): RowChooser {
  const counts = arrays.i32(team.size);
  const { from, to } = ownShare(team, order.length);
  const all = held === null && share >= 1;
  const limit = share >= 1 ? 2 ** 32 : Math.floor(share * 2 ** 32);
  const included = new Uint8Array(all ? 0 : to - from);
  return (seed) => {
    if (all) {
      for (let row = from; row < to; row++) order[row] = row;
      return order.length;
    }
    let own = 0;
    for (let row = from; row < to; row++) {
      const isIn = +(hash(row, seed) < limit) & (held === null ? 1 : 1 - held[row]!);
      included[row - from] = isIn;
      own += isIn;
    }
    counts[team.index] = own;
    team.barrier();
    let before = 0;
    let total = 0;
    for (let peer = 0; peer < team.size; peer++) {
      if (peer === team.index) before = total;
      total += counts[peer]!;
    }
    let inside = before;
    let outside = total + (from - before);
    for (let row = from; row < to; row++) order[included[row - from] === 1 ? inside++ : outside++] = row;
    return total;
  };
}

function hash(row: number, seed: number): number {
  let h = Math.imul(row ^ seed, 0x9e3779b1);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** nRows of 0 or 1: the rows that early stopping holds out, of every class its share. */
export function holdOut({ y, nClasses }: TrainingData, fraction: number, rng: Rng): Uint8Array {
  const held = new Uint8Array(y.length);
  const rows = new Int32Array(nClasses === 0 ? y.length : 0);
  for (let row = 0; row < rows.length; row++) rows[row] = row;
  const groups = nClasses === 0 ? [rows] : rowsByClass(y, nClasses);
  for (const group of groups) {
    const count = Math.min(group.length - 1, Math.round(group.length * fraction));
    for (const row of shuffle(group, rng).subarray(0, Math.max(0, count))) held[row] = 1;
  }
  return held;
}

function rowsByClass(y: Float64Array, nClasses: number): Int32Array[] {
  const counts = new Int32Array(nClasses);
  for (let row = 0; row < y.length; row++) counts[y[row]!]!++;
  const groups = Array.from(counts, (count) => new Int32Array(count));
  counts.fill(0);
  for (let row = 0; row < y.length; row++) groups[y[row]!]![counts[y[row]!]!++] = row;
  return groups;
}

/** nFeatures of 0 or 1: what a tree may split on, a share of those that vary. */
export function chooseFeatures(varying: Uint8Array, share: number, rng: Rng): Uint8Array {
  if (share >= 1) return varying;
  const able = Int32Array.from(varying.keys()).filter((feature) => varying[feature] === 1);
  if (able.length === 0) return varying;
  const count = Math.max(1, Math.round(share * able.length));
  const chosen = new Uint8Array(varying.length);
  for (const at of sampleWithoutReplacement(able.length, count, rng)) chosen[able[at]!] = 1;
  return chosen;
}
