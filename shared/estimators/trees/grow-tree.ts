import type { Rng } from '../../random/generator.ts';
import type { Team } from '../estimator.ts';
import { EDGES_PER_FEATURE, type BinnedMatrix } from './binning.ts';
import { createFrontier, type Frontier, type OpenNode } from './frontier.ts';
import { partition } from './partition.ts';
import { float64At, int32At, peerBytes, peerMemory } from './peer-memory.ts';
import type { BestSplit, Criterion, SplitSearch, TreeRows } from './splitter.ts';
import type { TreeKernels } from './tree-kernels.ts';
import { createNodeBuilder, type NodeBuilder, type TreeNodes } from './tree-nodes.ts';

export interface GrowParams {
  /** Infinity = no limit. */
  readonly maxDepth: number;
  /** Integer weight below which a node is not split. */
  readonly minSplitWeight: number;
  readonly minLeafWeight: number;
  /** Features drawn for each split; with all of them nothing is drawn. */
  readonly featuresPerSplit: number;
  /** Splits that decrease the impurity by less are not made. */
  readonly minDecrease: number;
  /** Infinity = no limit; else the splits that gain most are made first. */
  readonly maxLeaves: number;
  /** One random split a feature instead of all (extra trees). */
  readonly randomSplits: boolean;
  /** Whether the tree says what every node would give as a leaf, for pruning. */
  readonly nodeValues: boolean;
}

/** Grows one tree after another; `step` works for a while, so that the caller can report and stop. */
export interface TreeGrower {
  /** Begins a tree on the rows that are drawn, each as often as `draws` says (nRows, of a `rowDrawer`). */
  begin(draws: Uint16Array, rng: Rng): void;
  /** Splits nodes until about `budget` cells (row × feature) are read; true when the tree is done. */
  step(budget: number): boolean;
  take(): TreeNodes;
  /** The weighted decrease of impurity that a gain in the latest tree is. */
  decrease(gain: number): number;
}

/** What finds splits and makes leaves, and the kernels that regroup rows; null = TypeScript. */
export interface Splitting {
  readonly criterion: Criterion;
  readonly search: SplitSearch;
  readonly kernels: TreeKernels | null;
}

/** Features with more than one bin: a constant one is never drawn, so it changes nothing. */
export function varyingFeatures(binned: BinnedMatrix): Int32Array {
  const all = Int32Array.from(binned.binCounts.keys());
  return all.filter((feature) => binned.binCounts[feature]! > 1);
}

const growerPieces = (nRows: number, nFeatures: number): number[] => [
  4 * nRows,
  4 * nRows,
  4 * nFeatures,
  8 * nFeatures,
];

/** Bytes of a grower for each peer. */
export const growerBytes = (nRows: number, nFeatures: number): number =>
  peerBytes(growerPieces(nRows, nFeatures));

interface Growth {
  readonly binned: BinnedMatrix;
  readonly splitting: Splitting;
  readonly params: GrowParams;
  readonly nodes: NodeBuilder;
  readonly order: Int32Array;
  readonly spare: Int32Array;
  /** The features that vary; the first ones are the latest draw. */
  readonly features: Int32Array;
  /** As long: where a feature is cut; null = everywhere. */
  readonly cuts: Float64Array | null;
  readonly best: BestSplit;
  /** Depth-first: the rows of a subtree stay in cache. */
  readonly open: OpenNode[];
  /** Only with a limit of leaves: nodes to be split, the best first. */
  readonly frontier: Frontier | null;
  /** Totals that are free to be used again. */
  readonly spareTotals: Float64Array[];
  rows: TreeRows;
  rng: Rng;
  rootTotals: Float64Array;
  nLeaves: number;
  /** The node whose split is being searched, and the features visited so far. */
  node: OpenNode | null;
  visited: number;
}

/** A grower for one data set. Growing is iterative; the same draws and rng give the same tree. */
export function createTreeGrower(
  binned: BinnedMatrix,
  splitting: Splitting,
  params: GrowParams,
  team: Team,
  rng: Rng,
): TreeGrower {
  const growth = createGrowth(binned, splitting, params, team, rng);
  return {
    begin: (draws, treeRng) => {
      growth.rows = { order: growth.order, draws };
      growth.rng = treeRng;
      openRoot(growth);
    },
    step: (budget) => {
      for (let cells = 0; cells < budget;) {
        const read = advance(growth, budget);
        if (read === 0) return true;
        cells += read;
      }
      return false;
    },
    take: () => growth.nodes.take(),
    decrease: (gain) => splitting.criterion.decrease(gain, growth.rootTotals),
  };
}

function createGrowth(
  binned: BinnedMatrix,
  splitting: Splitting,
  params: GrowParams,
  team: Team,
  rng: Rng,
): Growth {
  const { nRows, nFeatures } = binned;
  const [rowBytes, , featureBytes, cutBytes] = growerPieces(nRows, nFeatures);
  const memory = peerMemory(team, growerPieces(nRows, nFeatures));
  const order = int32At(memory(rowBytes!), nRows);
  const spare = int32At(memory(rowBytes!), nRows);
  const varying = varyingFeatures(binned);
  const features = int32At(memory(featureBytes!), varying.length);
  features.set(varying);
  const cuts = float64At(memory(cutBytes!), varying.length);
  const { nTotals, leafWidth } = splitting.criterion;
  return {
    binned,
    splitting,
    params,
    nodes: createNodeBuilder(leafWidth, params.nodeValues),
    order,
    spare,
    features,
    cuts: params.randomSplits ? cuts : null,
    best: { feature: -1, bin: 0, score: 0, leftTotals: new Float64Array(nTotals) },
    open: [],
    frontier: params.maxLeaves === Infinity ? null : createFrontier(),
    spareTotals: [],
    rows: { order, draws: new Uint16Array(0) },
    rng,
    rootTotals: new Float64Array(nTotals),
    nLeaves: 0,
    node: null,
    visited: 0,
  };
}

function openRoot(growth: Growth): void {
  const { end, totals } = growth.splitting.search.begin(growth.rows);
  growth.features.sort();
  growth.rootTotals = totals.slice();
  growth.nLeaves = 1;
  growth.open.push({ index: growth.nodes.add(1), depth: 0, start: 0, end, totals });
}

/** Does a piece of work; returns about the cells read, 0 when the tree is done. */
function advance(growth: Growth, budget: number): number {
  if (growth.node !== null) return searchOn(growth, growth.node, budget);
  const node = growth.open.pop();
  if (node === undefined) return splitBest(growth);
  if (mayBeSplit(growth, node)) {
    growth.node = node;
    growth.visited = 0;
    growth.best.feature = -1;
    growth.best.score = -Infinity;
    return 1;
  }
  closeLeaf(growth, node);
  return node.end - node.start;
}

function mayBeSplit({ params, splitting, rows }: Growth, node: OpenNode): boolean {
  const { criterion } = splitting;
  if (node.depth >= params.maxDepth || node.end - node.start < 2) return false;
  return criterion.weightOf(node.totals) >= params.minSplitWeight && !criterion.isPure(rows, node);
}

/** Searches on; beyond the draw, features are tried one by one until one can split. */
function searchOn(growth: Growth, node: OpenNode, budget: number): number {
  const { best, features, params, splitting } = growth;
  const drawn = Math.min(params.featuresPerSplit, features.length);
  const from = growth.visited;
  if (from >= drawn && (best.feature >= 0 || from === features.length)) return settle(growth, node);
  const nRows = node.end - node.start;
  const to = from < drawn ? Math.min(drawn, from + featuresAtOnce(nRows, budget)) : from + 1;
  for (let k = from; k < to; k++) drawFeature(growth, k, drawn);
  splitting.search.search(growth.rows, node, features, from, to, params.minLeafWeight, best, growth.cuts);
  growth.visited = to;
  const done = to >= drawn && (best.feature >= 0 || to === features.length);
  return nRows * (to - from) + (done ? settle(growth, node) : 0);
}

/** A multiple of four, which the search takes together, where the budget allows. */
const featuresAtOnce = (nRows: number, budget: number): number =>
  Math.max(1, 4 * nRows > budget ? Math.floor(budget / nRows) : 4 * Math.floor(budget / (4 * nRows)));

function drawFeature({ features, cuts, rng }: Growth, at: number, drawn: number): void {
  if (drawn < features.length) {
    const other = at + rng.integer(features.length - at);
    const feature = features[other]!;
    features[other] = features[at]!;
    features[at] = feature;
  }
  if (cuts !== null) cuts[at] = rng.uniform();
}

/** The search is over: makes the split or a leaf, or lets the node wait for its turn. */
function settle(growth: Growth, node: OpenNode): number {
  const { best, frontier, params, splitting } = growth;
  growth.node = null;
  const gain = best.feature < 0 ? 0 : Math.max(0, best.score - splitting.criterion.nodeScore(node.totals));
  const tooSmall =
    params.minDecrease > 0 && splitting.criterion.decrease(gain, growth.rootTotals) < params.minDecrease;
  if (best.feature < 0 || tooSmall) closeLeaf(growth, node);
  else if (frontier === null) openChildren(growth, node, best, gain);
  else frontier.push({ node, split: { ...best, leftTotals: best.leftTotals.slice() }, gain });
  return node.end - node.start;
}

/** Splits the node that gains most, or makes leaves of all once there are enough. */
function splitBest(growth: Growth): number {
  const next = growth.frontier?.pop();
  if (next === undefined) return 0;
  if (growth.nLeaves < growth.params.maxLeaves) openChildren(growth, next.node, next.split, next.gain);
  else closeLeaf(growth, next.node);
  return next.node.end - next.node.start;
}

function closeLeaf({ nodes, rows, spareTotals, splitting }: Growth, node: OpenNode): void {
  const at = nodes.leaf(node.index, node.end - node.start);
  splitting.criterion.writeLeaf(rows, node, nodes.values(), at);
  spareTotals.push(node.totals);
}

function keepValue({ nodes, rows, splitting }: Growth, node: OpenNode): void {
  const values = nodes.nodeValues();
  if (values === null) return;
  splitting.criterion.writeLeaf(rows, node, values, node.index * splitting.criterion.leafWidth);
}

function openChildren(growth: Growth, node: OpenNode, split: BestSplit, gain: number): void {
  const { binned, nodes, splitting } = growth;
  const { nTotals } = splitting.criterion;
  keepValue(growth, node);
  const middle = regroup(growth, node, split);
  const first = nodes.add(2);
  const threshold = binned.edges[split.feature * EDGES_PER_FEATURE + split.bin]!;
  nodes.split(node.index, split.feature, threshold, gain, first);
  const left = growth.spareTotals.pop() ?? new Float64Array(nTotals);
  const right = node.totals;
  for (let k = 0; k < nTotals; k++) {
    left[k] = split.leftTotals[k]!;
    right[k] = right[k]! - left[k]!;
  }
  const depth = node.depth + 1;
  growth.nLeaves += 1;
  growth.open.push({ index: first + 1, depth, start: middle, end: node.end, totals: right });
  growth.open.push({ index: first, depth, start: node.start, end: middle, totals: left });
}

function regroup({ binned, order, spare, splitting }: Growth, node: OpenNode, split: BestSplit): number {
  const { start, end } = node;
  if (splitting.kernels === null) return partition(binned, split, order, spare, start, end);
  const column = binned.byColumn.byteOffset + split.feature * binned.nRows;
  return splitting.kernels.partition(column, split.bin, order.byteOffset, spare.byteOffset, start, end);
}
