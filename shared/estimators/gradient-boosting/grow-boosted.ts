import type { Progress, Team } from '../estimator.ts';
import type { BinnedFeatures } from './binned-features.ts';
import { fillTable, growingTree, type GrowingTree, type SplitQuestion } from './boosted-tree.ts';
import { buildHistogram, doublesOf } from './build-histogram.ts';
import { dealRows } from './deal-rows.ts';
import {
  limitsOf,
  type FoundSplit,
  type Growth,
  type GrowthParts,
  type Leaf,
  type TreeTask,
} from './growth.ts';
import { createPool } from './histogram-pool.ts';
import { leafValue } from './scan-careful.ts';
import { BEST_LENGTH } from './scan-numbers.ts';
import { candidateBins, searchSplits } from './search-splits.ts';
import type { Range } from './team-work.ts';

export interface GrownTree {
  readonly tree: GrowingTree;
  readonly leaves: readonly Leaf[];
  /** A leaf's value, before shrinkage. */
  valueOf(leaf: Leaf): number;
}

export type Grower = (task: TreeTask, tick: Progress) => Generator<Progress, GrownTree, void>;

const CELLS_PER_STEP = 1 << 22;

/**
 * A grower of trees for one data set: always the leaf that gains most (leaf-wise), or the shallowest
 * (depth-wise). Every peer keeps the same list of leaves and does its part of rows (histograms,
 * partitions) and of features (sums, scans). Same gradients, same tree, whatever the team.
 */
export function createGrower(parts: GrowthParts): Grower {
  const { binned, team, arrays, settings } = parts;
  const peers = Array.from({ length: team.size }, () => ({
    best: [arrays.f64(BEST_LENGTH), arrays.f64(BEST_LENGTH)] as const,
    partial: team.size > 1 ? arrays.f64(2 * binned.totalBins) : null,
    table: arrays.u8(256),
  }));
  const growth: Growth = {
    ...parts,
    peers,
    own: peers[team.index]!,
    counts: arrays.i32(2 * team.size + 2),
    pool: createPool(arrays, 2 * binned.totalBins),
    range: featureRange(binned, team),
    candidates: candidateBins(binned, settings.minSamplesLeaf),
    rowCounts: new Int32Array(256),
    turn: 0,
    task: null as unknown as TreeTask,
    words: new Int32Array(0),
    tree: growingTree(),
    leaves: [],
  };
  return (task, tick) => growTree(growth, task, tick);
}

/** Contiguous features with about as many bins for each peer: ties then go to the first feature, for any team. */
function featureRange({ offsets, totalBins, nFeatures }: BinnedFeatures, team: Team): Range {
  const border = (peer: number): number => {
    const bins = (totalBins * peer) / team.size;
    let feature = 0;
    while (feature < nFeatures && offsets[feature]! < bins) feature++;
    return peer === team.size ? nFeatures : feature;
  };
  return { from: border(team.index), to: border(team.index + 1) };
}

function* growTree(growth: Growth, task: TreeTask, tick: Progress): Generator<Progress, GrownTree, void> {
  const { settings } = growth;
  growth.task = task;
  growth.words = activeWords(task.features, growth.binned);
  growth.tree = growingTree();
  growth.leaves = [];
  yield* openRoot(growth, tick);
  yield tick;
  let cells = 0;
  while (growth.leaves.length < settings.maxLeaves) {
    const leaf = nextLeaf(growth.leaves, settings.depthwise);
    if (leaf === null) break;
    yield* splitLeaf(growth, leaf, leaf.split!, tick);
    cells += (leaf.end - leaf.start) * growth.words.length * 2;
    if (cells < CELLS_PER_STEP) continue;
    cells = 0;
    yield tick;
  }
  for (const leaf of growth.leaves) growth.pool.release(leaf.histogram);
  const { leaves, tree } = growth;
  return { tree, leaves, valueOf: (leaf) => leafValue(leaf.gradient, leaf.hessian, limitsOf(growth, leaf)) };
}

/** Groups of four columns with a feature at least that may be split on. */
function activeWords(features: Uint8Array, { columns }: BinnedFeatures): Int32Array {
  const words = new Set<number>();
  features.forEach((able, feature) => able === 1 && words.add(columns.columnOf[feature]! >> 2));
  return Int32Array.from(words).sort();
}

function nextLeaf(leaves: readonly Leaf[], depthwise: boolean): Leaf | null {
  let next: Leaf | null = null;
  for (const leaf of leaves) {
    if (leaf.split === null) continue;
    if (next === null || comesBefore(leaf, next, depthwise)) next = leaf;
  }
  return next;
}

const comesBefore = (a: Leaf, b: Leaf, depthwise: boolean): boolean =>
  depthwise
    ? a.depth < b.depth || (a.depth === b.depth && a.node < b.node)
    : a.split!.gain > b.split!.gain || (a.split!.gain === b.split!.gain && a.node < b.node);

function* openRoot(growth: Growth, tick: Progress): Generator<Progress, void, void> {
  const { pool, binned, task, team } = growth;
  const histogram = pool.acquire() ?? pool.scratch[0];
  const bounds = { start: 0, end: task.nRows, lower: -Infinity, upper: Infinity };
  yield* buildHistogram(growth, bounds.start, bounds.end, histogram, tick);
  team.barrier();
  const feature = Math.max(0, task.features.indexOf(1));
  let [gradient, hessian] = [0, 0];
  const first = binned.offsets[feature]!;
  const bins = binned.valueBins[feature]! + +(binned.missingBins[feature]! >= 0);
  for (let bin = first; bin < first + bins; bin++) {
    gradient += histogram[2 * bin]!;
    hessian += histogram[2 * bin + 1]!;
  }
  const root: Leaf = { node: 0, depth: 0, ...bounds, gradient, hessian, histogram, split: null };
  growth.leaves.push(root);
  if (mayBeSplit(growth, root)) searchSplits(growth, [root]);
  keepOnlyOpen(growth, root);
}

function mayBeSplit({ settings }: Growth, leaf: Leaf): boolean {
  return leaf.depth < settings.maxDepth && leaf.end - leaf.start >= 2 * settings.minSamplesLeaf;
}

function* splitLeaf(
  growth: Growth,
  leaf: Leaf,
  split: FoundSplit,
  tick: Progress,
): Generator<Progress, void, void> {
  const { binned, own, settings } = growth;
  const question = { ...split, missingLeft: split.missing !== 0 };
  fillTable(question, binned, own.table);
  const nLeft = yield* dealRows(growth, leaf, split.feature, tick);
  const nRight = leaf.end - leaf.start - nLeft;
  if (!split.counted && Math.min(nLeft, nRight) < settings.minSamplesLeaf)
    return yield* searchCounted(growth, leaf, tick);
  const missingLeft = split.missing === 2 ? nLeft >= nRight : split.missing === 1;
  yield* makeChildren(growth, leaf, split, { ...question, missingLeft }, leaf.start + nLeft, tick);
}

/** Hessians do not tell how many rows a side has; where it has too few, this looks again by counting them. */
function* searchCounted(growth: Growth, leaf: Leaf, tick: Progress): Generator<Progress, void, void> {
  const { pool } = growth;
  if (leaf.histogram === null) {
    leaf.histogram = pool.scratch[0];
    yield* buildHistogram(growth, leaf.start, leaf.end, leaf.histogram, tick);
  }
  searchSplits(growth, [leaf], true);
  keepOnlyOpen(growth, leaf);
}

/** Gives back what no later step can use; what stands in scratch is lost with the next step anyway. */
function keepOnlyOpen({ pool }: Growth, leaf: Leaf): void {
  const isScratch = pool.scratch.some((scratch) => scratch === leaf.histogram);
  if (leaf.split !== null && !isScratch) return;
  pool.release(leaf.histogram);
  leaf.histogram = null;
}

function* makeChildren(
  growth: Growth,
  leaf: Leaf,
  split: FoundSplit,
  question: SplitQuestion,
  middle: number,
  tick: Progress,
): Generator<Progress, void, void> {
  const { tree, leaves, binned, own } = growth;
  fillTable(question, binned, own.table);
  const first = tree.split(leaf.node, question, own.table);
  const depth = leaf.depth + 1;
  const common = { depth, histogram: null, split: null };
  const { lower, upper } = leaf;
  const sums = {
    left: { gradient: split.gradient, hessian: split.hessian },
    right: { gradient: leaf.gradient - split.gradient, hessian: leaf.hessian - split.hessian },
  };
  const bounds = childBounds(growth, leaf, split.feature, sums.left, sums.right);
  const left: Leaf = {
    node: first,
    start: leaf.start,
    end: middle,
    ...common,
    ...sums.left,
    lower,
    upper,
    ...bounds.left,
  };
  const right: Leaf = {
    node: first + 1,
    start: middle,
    end: leaf.end,
    ...common,
    ...sums.right,
    lower,
    upper,
    ...bounds.right,
  };
  leaves[leaves.indexOf(leaf)] = left;
  leaves.push(right);
  yield* searchChildren(growth, leaf, left, right, tick);
}

/** A monotone split parts the values of both sides for good: at the middle between their own. */
function childBounds(
  growth: Growth,
  leaf: Leaf,
  feature: number,
  left: { gradient: number; hessian: number },
  right: { gradient: number; hessian: number },
): { left: { lower?: number; upper?: number }; right: { lower?: number; upper?: number } } {
  const direction = growth.monotone?.[feature] ?? 0;
  if (direction === 0) return { left: {}, right: {} };
  const limits = limitsOf(growth, leaf);
  const [a, b] = [left, right].map(({ gradient, hessian }) => leafValue(gradient, hessian, limits));
  const middle = (a! + b!) / 2;
  return direction > 0
    ? { left: { upper: middle }, right: { lower: middle } }
    : { left: { lower: middle }, right: { upper: middle } };
}

/** Builds the smaller child's histogram; the larger one's is the parent's less that. */
function* searchChildren(
  growth: Growth,
  parent: Leaf,
  left: Leaf,
  right: Leaf,
  tick: Progress,
): Generator<Progress, void, void> {
  const { pool, engine, binned, range } = growth;
  const [small, large] = left.end - left.start <= right.end - right.start ? [left, right] : [right, left];
  const full = growth.leaves.length >= growth.settings.maxLeaves;
  const open = [small, large].filter((leaf) => !full && mayBeSplit(growth, leaf));
  const kept = parent.histogram;
  parent.histogram = null;
  if (open.length === 0) return pool.release(kept);
  const subtracts = open.includes(large) && kept !== null;
  if (open.includes(small) || subtracts) {
    small.histogram = pool.acquire() ?? pool.scratch[0];
    yield* buildHistogram(growth, small.start, small.end, small.histogram, tick);
  }
  if (subtracts) {
    const [from, to] = doublesOf(binned, range);
    engine.subtract(kept, small.histogram!, from, to);
    large.histogram = kept;
  } else {
    pool.release(kept);
    if (open.includes(large)) {
      // Nobody may clear what another peer still adds up.
      growth.team.barrier();
      large.histogram = pool.acquire() ?? pool.scratch[1];
      yield* buildHistogram(growth, large.start, large.end, large.histogram, tick);
    }
  }
  searchSplits(growth, open);
  keepOnlyOpen(growth, small);
  keepOnlyOpen(growth, large);
}
