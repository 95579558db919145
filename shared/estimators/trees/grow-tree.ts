import type { Rng } from '../../random/generator.ts';
import { EDGES_PER_FEATURE, type BinnedMatrix } from './binning.ts';
import { partition } from './partition.ts';
import type { BestSplit, NodeRun, Splitter, TreeRows } from './splitter.ts';
import { createNodeBuilder, type NodeBuilder, type TreeNodes } from './tree-nodes.ts';

export interface GrowParams {
  /** Infinity = no limit. */
  readonly maxDepth: number;
  /** Integer weight below which a node is not split. */
  readonly minSplitWeight: number;
  readonly minLeafWeight: number;
  /** Features drawn for each split; with all of them nothing is drawn. */
  readonly featuresPerSplit: number;
}

/** Grows one tree after another; `step` works for a while, so that the caller can report and stop. */
export interface TreeGrower {
  /** Begins a tree on the rows that are drawn, each as often as `draws` (nRows) says. */
  begin(draws: Uint16Array, rng: Rng): void;
  /** Splits nodes until about `budget` cells (row × feature) are read; true when the tree is done. */
  step(budget: number): boolean;
  take(): TreeNodes;
}

/** Features with more than one bin: a constant one is never drawn, so it changes nothing. */
export function varyingFeatures(binned: BinnedMatrix): Int32Array {
  const all = Int32Array.from(binned.binCounts.keys());
  return all.filter((feature) => binned.binCounts[feature]! > 1);
}

interface OpenNode extends NodeRun {
  readonly index: number;
  readonly depth: number;
}

interface Growth {
  readonly binned: BinnedMatrix;
  readonly splitter: Splitter;
  readonly params: GrowParams;
  readonly nodes: NodeBuilder;
  readonly order: Int32Array;
  readonly spare: Int32Array;
  /** The features that vary; the first ones are the latest draw. */
  readonly features: Int32Array;
  readonly best: BestSplit;
  /** Depth-first: the rows of a subtree stay in cache. */
  readonly open: OpenNode[];
}

/** A grower for one data set. Growing is iterative; the same draws and rng give the same tree. */
export function createTreeGrower(binned: BinnedMatrix, splitter: Splitter, params: GrowParams): TreeGrower {
  const growth: Growth = {
    binned,
    splitter,
    params,
    nodes: createNodeBuilder(splitter.leafWidth),
    order: new Int32Array(binned.nRows),
    spare: new Int32Array(binned.nRows),
    features: varyingFeatures(binned),
    best: { feature: -1, bin: 0, score: 0, leftTotals: new Float64Array(splitter.nTotals) },
    open: [],
  };
  let rows: TreeRows = { order: growth.order, draws: new Uint16Array(0) };
  let rng: Rng | null = null;
  return {
    begin: (draws, treeRng) => {
      rows = { order: growth.order, draws };
      rng = treeRng;
      openRoot(growth, rows);
    },
    step: (budget) => {
      let cells = 0;
      while (growth.open.length > 0 && cells < budget) cells += growNode(growth, rows, rng!);
      return growth.open.length === 0;
    },
    take: () => growth.nodes.take(),
  };
}

function openRoot(growth: Growth, rows: TreeRows): void {
  growth.splitter.begin(rows);
  let end = 0;
  for (let row = 0; row < rows.draws.length; row++) {
    growth.order[end] = row;
    end += +(rows.draws[row]! > 0);
  }
  growth.features.sort();
  const totals = growth.splitter.sumNode(rows, 0, end);
  growth.open.push({ index: growth.nodes.add(1), depth: 0, start: 0, end, totals });
}

/** Splits one open node or closes it as a leaf; returns the cells read. */
function growNode(growth: Growth, rows: TreeRows, rng: Rng): number {
  const node = growth.open.pop()!;
  const visited = mayBeSplit(growth, rows, node) ? findSplit(growth, rows, node, rng) : 0;
  if (visited === 0 || growth.best.feature < 0) closeLeaf(growth, rows, node);
  else openChildren(growth, node);
  return (node.end - node.start) * (visited + 1);
}

function mayBeSplit(growth: Growth, rows: TreeRows, node: OpenNode): boolean {
  const { params, splitter } = growth;
  if (node.depth >= params.maxDepth || node.end - node.start < 2) return false;
  return splitter.weightOf(node.totals) >= params.minSplitWeight && !splitter.isPure(rows, node);
}

/** Leaves the best split in `growth.best`; beyond the draw, features are tried until one can split. */
function findSplit(growth: Growth, rows: TreeRows, node: OpenNode, rng: Rng): number {
  const { best, features, params, splitter } = growth;
  const drawn = Math.min(params.featuresPerSplit, features.length);
  best.feature = -1;
  best.score = -Infinity;
  if (drawn < features.length) for (let k = 0; k < drawn; k++) drawFeature(features, k, rng);
  splitter.search(rows, node, features, 0, drawn, params.minLeafWeight, best);
  let visited = drawn;
  for (; best.feature < 0 && visited < features.length; visited++) {
    drawFeature(features, visited, rng);
    splitter.search(rows, node, features, visited, visited + 1, params.minLeafWeight, best);
  }
  return visited;
}

function drawFeature(features: Int32Array, at: number, rng: Rng): void {
  const other = at + rng.integer(features.length - at);
  const drawn = features[other]!;
  features[other] = features[at]!;
  features[at] = drawn;
}

function closeLeaf(growth: Growth, rows: TreeRows, node: OpenNode): void {
  const at = growth.nodes.leaf(node.index);
  growth.splitter.writeLeaf(rows, node, growth.nodes.values(), at);
}

function openChildren(growth: Growth, node: OpenNode): void {
  const { best, binned, nodes, splitter } = growth;
  const middle = partition(binned, best, growth.order, growth.spare, node.start, node.end);
  const first = nodes.add(2);
  const threshold = binned.edges[best.feature * EDGES_PER_FEATURE + best.bin]!;
  const gain = Math.max(0, best.score - splitter.nodeScore(node.totals));
  nodes.split(node.index, best.feature, threshold, gain, first);
  const left = best.leftTotals.slice();
  const right = node.totals.map((total, k) => total - left[k]!);
  const depth = node.depth + 1;
  growth.open.push({ index: first + 1, depth, start: middle, end: node.end, totals: right });
  growth.open.push({ index: first, depth, start: node.start, end: middle, totals: left });
}
