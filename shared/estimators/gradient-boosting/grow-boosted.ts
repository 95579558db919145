import type { Progress, Team } from '../estimator.ts';
import type { BinnedFeatures } from './binned-features.ts';
import { fillTable, growingTree, type GrowingTree, type SplitQuestion } from './boosted-tree.ts';
import type { Engine, RowMemory } from './engine.ts';
import type { Scales } from './quantise.ts';
import {
  leafGain,
  leafValue,
  scanCategories,
  scanNumbersCarefully,
  setOf,
  type CarefulLimits,
} from './scan-careful.ts';
import {
  BEST_BIN,
  BEST_FEATURE,
  BEST_GAIN,
  BEST_GRADIENT,
  BEST_HESSIAN,
  BEST_LENGTH,
  BEST_MISSING,
} from './scan-numbers.ts';
import type { BoostingSettings } from './settings.ts';
import { inPieces, ownShare, type Range, type SharedArrays } from './team-work.ts';

/** A group of rows that end together, in a growing or a grown tree. */
export interface Leaf {
  readonly node: number;
  readonly depth: number;
  /** Its rows are `order[start … end)`. */
  readonly start: number;
  readonly end: number;
  /** Sums over its rows, in the units of `Scales`. */
  readonly gradient: number;
  readonly hessian: number;
  /** What monotone splits above leave to its values. */
  readonly lower: number;
  readonly upper: number;
  histogram: Float64Array | null;
  split: FoundSplit | null;
}

interface FoundSplit {
  readonly gain: number;
  readonly feature: number;
  readonly bin: number;
  readonly set: Uint32Array | null;
  /** 0 right, 1 left, 2 the side with more rows. */
  readonly missing: number;
  readonly gradient: number;
  readonly hessian: number;
  /** Whether both sides are known to have enough rows; else the partition tells. */
  readonly counted: boolean;
}

/** What one tree is grown from. */
export interface TreeTask {
  /** Rows of `order` that it learns from, from the front. */
  readonly nRows: number;
  readonly scales: Scales;
  /** nFeatures: 1 = it may split on this one. */
  readonly features: Uint8Array;
}

export interface GrownTree {
  readonly tree: GrowingTree;
  readonly leaves: readonly Leaf[];
  /** A leaf's value, before shrinkage. */
  valueOf(leaf: Leaf): number;
}

export type Grower = (task: TreeTask, tick: Progress) => Generator<Progress, GrownTree, void>;

export interface GrowthParts {
  readonly binned: BinnedFeatures;
  readonly rows: RowMemory;
  readonly engine: Engine;
  readonly settings: BoostingSettings;
  /** Whether a sum of hessians counts rows. */
  readonly constantHessian: boolean;
  /** nFeatures: 1 = values must not fall as the feature rises, −1 = not rise; null = no such wish. */
  readonly monotone: Int8Array | null;
  readonly team: Team;
  readonly arrays: SharedArrays;
}

/** Below this a peer alone is as fast as several that wait for each other. */
const MIN_SHARED_ROWS = 2048;
const MIN_SHARED_PARTITION = 8192;
const CELLS_PER_STEP = 1 << 22;
const MOST_HISTOGRAM_BYTES = 256 * 2 ** 20;
/** Gains below this share of the node's own are rounding. */
const NOISE = 1e-10;

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
    turn: 0,
    task: null as unknown as TreeTask,
    words: new Int32Array(0),
    tree: growingTree(),
    leaves: [],
  };
  return (task, tick) => growTree(growth, task, tick);
}

interface Growth extends GrowthParts {
  readonly peers: readonly Peer[];
  readonly own: Peer;
  /** Left rows by peer, and twice the result of a partition in one thread. */
  readonly counts: Int32Array;
  readonly pool: HistogramPool;
  /** This peer's features. */
  readonly range: Range;
  readonly candidates: readonly Range[];
  turn: number;
  task: TreeTask;
  words: Int32Array;
  tree: GrowingTree;
  leaves: Leaf[];
}

interface Peer {
  readonly best: readonly [Float64Array, Float64Array];
  readonly partial: Float64Array | null;
  readonly table: Uint8Array;
}

interface HistogramPool {
  /** null when memory is spent: the histogram is built again when needed. */
  acquire(): Float64Array | null;
  release(histogram: Float64Array | null): void;
  /** For histograms that are not kept, of two siblings at most. */
  readonly scratch: readonly [Float64Array, Float64Array];
}

function createPool(arrays: SharedArrays, length: number): HistogramPool {
  const limit = mostHistograms(length);
  const free: Float64Array[] = [];
  let made = 0;
  const scratch = [arrays.f64(length), arrays.f64(length)] as const;
  return {
    scratch,
    acquire: () => free.pop() ?? (made++ < limit ? arrays.f64(length) : null),
    release: (histogram) => {
      if (histogram !== null && histogram !== scratch[0] && histogram !== scratch[1]) free.push(histogram);
    },
  };
}

/** How many histograms of so many doubles are kept at once. */
export const mostHistograms = (length: number): number =>
  Math.max(2, Math.floor(MOST_HISTOGRAM_BYTES / (8 * length)));

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

/** By feature, the thresholds that leave enough of all training rows on both sides: no node can have more. */
function candidateBins(
  { nFeatures, offsets, counts, valueBins, nRows }: BinnedFeatures,
  minSamplesLeaf: number,
): Range[] {
  return Array.from({ length: nFeatures }, (_, feature) => {
    let [from, to, rows] = [valueBins[feature]!, 0, 0];
    for (let bin = 0; bin < valueBins[feature]!; bin++) {
      rows += counts[offsets[feature]! + bin]!;
      if (rows < minSamplesLeaf || nRows - rows < minSamplesLeaf) continue;
      from = Math.min(from, bin);
      to = bin + 1;
    }
    return { from, to };
  });
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
  yield* build(growth, bounds.start, bounds.end, histogram, tick);
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
  if (mayBeSplit(growth, root)) search(growth, [root]);
  keepOnlyOpen(growth, root);
}

/** The histogram of rows `order[start … end)`; afterwards a peer sees it in its own range of features. */
function* build(
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
function doublesOf({ offsets, totalBins, nFeatures }: BinnedFeatures, { from, to }: Range): [number, number] {
  const at = (feature: number): number => 2 * (feature < nFeatures ? offsets[feature]! : totalBins);
  return [at(from), at(to)];
}

function limitsOf({ task, settings, constantHessian }: Growth, leaf: Leaf): CarefulLimits {
  const { scales } = task;
  const curvature = scales.hessian > 0 ? Math.ceil(settings.minChildWeight / scales.hessian) : Infinity;
  return {
    gradient: leaf.gradient,
    hessian: leaf.hessian,
    gradientScale: scales.gradient,
    hessianScale: scales.hessian,
    l1: settings.l1,
    l2: settings.l2,
    minHessian: Math.max(1, curvature, constantHessian ? settings.minSamplesLeaf : 0),
    lower: leaf.lower,
    upper: leaf.upper,
    minSamplesLeaf: settings.minSamplesLeaf,
    nRows: leaf.end - leaf.start,
    catSmooth: settings.catSmooth,
  };
}

function mayBeSplit({ settings }: Growth, leaf: Leaf): boolean {
  return leaf.depth < settings.maxDepth && leaf.end - leaf.start >= 2 * settings.minSamplesLeaf;
}

/** Looks for the best split of one leaf or two, whose histograms are built; all peers meet and agree. */
function search(growth: Growth, leaves: readonly Leaf[], counted = false): void {
  leaves.forEach((leaf, at) => scanRange(growth, leaf, growth.own.best[at]!, counted));
  growth.team.barrier();
  leaves.forEach((leaf, at) => {
    leaf.split = bestOf(growth, leaf, at, counted);
  });
}

function scanRange(growth: Growth, leaf: Leaf, best: Float64Array, counted: boolean): void {
  const { binned, engine, settings, monotone, range, candidates, task } = growth;
  const { offsets, valueBins, missingBins, codeBins } = binned;
  const limits = limitsOf(growth, leaf);
  const sums = leaf.histogram!;
  best[BEST_GAIN] = startGain(leaf, limits, settings);
  best[BEST_FEATURE] = -1;
  for (let feature = range.from; feature < range.to; feature++) {
    const bins = valueBins[feature]!;
    const missing = missingBins[feature]!;
    if (task.features[feature] === 0) continue;
    const at = 2 * offsets[feature]!;
    const counts = counted ? countRows(growth, leaf, feature) : null;
    if (codeBins[feature] !== null) scanCategories(sums, at, feature, bins, missing, counts, limits, best);
    else if (counted || monotone !== null) {
      const direction = monotone === null ? 0 : monotone[feature]!;
      scanNumbersCarefully(sums, at, feature, bins, missing, direction, counts, limits, best);
    } else {
      const { from, to } = candidates[feature]!;
      engine.scan(sums, feature, from, to, limits, best);
    }
  }
}

function startGain(leaf: Leaf, limits: CarefulLimits, settings: BoostingSettings): number {
  const own = leafGain(leaf.gradient, leaf.hessian, limits);
  return own + Math.abs(own) * NOISE + settings.minSplitGain;
}

/** Rows of a leaf by bin of a feature. */
function countRows({ binned, rows }: Growth, leaf: Leaf, feature: number): Int32Array {
  const counts = new Int32Array(256);
  const column = feature * binned.nRows;
  for (let i = leaf.start; i < leaf.end; i++) counts[binned.byColumn[column + rows.order[i]!]!]!++;
  return counts;
}

function bestOf(growth: Growth, leaf: Leaf, at: number, counted: boolean): FoundSplit | null {
  const { peers, settings, constantHessian, binned } = growth;
  let best: Float64Array | null = null;
  for (const peer of peers) {
    const found = peer.best[at]!;
    if (found[BEST_FEATURE]! < 0) continue;
    if (best === null || found[BEST_GAIN]! > best[BEST_GAIN]!) best = found;
  }
  if (best === null) return null;
  const feature = best[BEST_FEATURE]!;
  return {
    gain: best[BEST_GAIN]! - startGain(leaf, limitsOf(growth, leaf), settings) + settings.minSplitGain,
    feature,
    bin: best[BEST_BIN]!,
    set: binned.codeBins[feature] === null ? null : setOf(best).slice(),
    missing: best[BEST_MISSING]!,
    gradient: best[BEST_GRADIENT]!,
    hessian: best[BEST_HESSIAN]!,
    counted: counted || constantHessian || settings.minSamplesLeaf <= 1,
  };
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
  const nLeft = yield* partition(growth, leaf, split.feature, tick);
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
    yield* build(growth, leaf.start, leaf.end, leaf.histogram, tick);
  }
  search(growth, [leaf], true);
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
    yield* build(growth, small.start, small.end, small.histogram, tick);
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
      yield* build(growth, large.start, large.end, large.histogram, tick);
    }
  }
  search(growth, open);
  keepOnlyOpen(growth, small);
  keepOnlyOpen(growth, large);
}

/** Deals a leaf's rows to both sides by this peer's table; returns how many went left. */
function* partition(
  growth: Growth,
  { start, end }: Leaf,
  feature: number,
  tick: Progress,
): Generator<Progress, number, void> {
  const { team, rows, engine, own, counts } = growth;
  const { order, spare } = rows;
  if (team.size > 1 && end - start >= MIN_SHARED_PARTITION)
    return sharedPartition(growth, start, end, feature);
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
function sharedPartition(growth: Growth, start: number, end: number, feature: number): number {
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
