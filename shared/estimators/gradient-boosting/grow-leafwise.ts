import { EDGES_PER_FEATURE, type BinnedMatrix } from '../trees/binning.ts';
import { varyingFeatures } from '../trees/grow-tree.ts';
import { partition } from '../trees/partition.ts';
import { createNodeBuilder, type NodeBuilder, type TreeNodes } from '../trees/tree-nodes.ts';
import type { QuantisedGradients } from './gradients.ts';
import { createHistogramPool, type HistogramPool } from './histogram-pool.ts';
import { createHistogramBuilder, subtractHistogram, type HistogramBuilder } from './histogram.ts';
import { findGainSplit, type GainSplit, type NodeSums, type SplitLimits } from './split.ts';

export interface LeafwiseParams extends SplitLimits {
  readonly maxLeaves: number;
  readonly maxDepth: number;
}

/** Grows one tree after another, always splitting the leaf that gains most. */
export interface LeafwiseGrower {
  begin(gradients: QuantisedGradients): void;
  /** Splits leaves until about `budget` cells (row × feature) are read; true when the tree is done. */
  step(budget: number): boolean;
  /** Asks for each leaf's value, given its rows `order[start … end)`, and gives the tree. */
  take(valueOf: (order: Int32Array, start: number, end: number) => number): TreeNodes;
}

interface Leaf {
  readonly index: number;
  readonly depth: number;
  readonly start: number;
  readonly end: number;
  readonly sums: NodeSums;
  histogram: Float64Array | null;
  split: GainSplit | null;
}

interface Growth {
  readonly binned: BinnedMatrix;
  readonly params: LeafwiseParams;
  readonly features: Int32Array;
  readonly builder: HistogramBuilder;
  readonly pool: HistogramPool;
  readonly nodes: NodeBuilder;
  readonly order: Int32Array;
  readonly spare: Int32Array;
  gradients: QuantisedGradients;
  leaves: Leaf[];
}

/** A grower for one data set; the same gradients give the same tree, to the bit. */
export function createLeafwiseGrower(binned: BinnedMatrix, params: LeafwiseParams): LeafwiseGrower {
  const builder = createHistogramBuilder(binned);
  const growth: Growth = {
    binned,
    params,
    features: varyingFeatures(binned),
    builder,
    pool: createHistogramPool(builder.length),
    nodes: createNodeBuilder(1),
    order: new Int32Array(binned.nRows),
    spare: new Int32Array(binned.nRows),
    gradients: {
      gradients: new Float64Array(0),
      counts: new Float64Array(0),
      row: 1,
      gradientScale: 1,
      hessianScale: 1,
    },
    leaves: [],
  };
  return {
    begin: (gradients) => {
      growth.gradients = gradients;
      openRoot(growth);
    },
    step: (budget) => stepGrowth(growth, budget),
    take: (valueOf) => closeTree(growth, valueOf),
  };
}

function openRoot(growth: Growth): void {
  const { order, gradients, binned, pool } = growth;
  for (let row = 0; row < order.length; row++) order[row] = row;
  const root: Leaf = {
    index: growth.nodes.add(1),
    depth: 0,
    start: 0,
    end: binned.nRows,
    sums: { counts: sum(gradients.counts), gradient: sum(gradients.gradients) },
    histogram: pool.acquire(),
    split: null,
  };
  growth.leaves = [root];
  if (mayBeSplit(growth, root)) search(growth, root, buildHistogram(growth, root));
}

function sum(values: Float64Array): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

function stepGrowth(growth: Growth, budget: number): boolean {
  let cells = 0;
  while (growth.leaves.length < growth.params.maxLeaves) {
    const leaf = mostGaining(growth.leaves);
    if (leaf === null) return true;
    if (cells >= budget) return false;
    cells += (leaf.end - leaf.start) * growth.features.length;
    splitLeaf(growth, leaf, leaf.split!);
  }
  return true;
}

function mostGaining(leaves: readonly Leaf[]): Leaf | null {
  let best: Leaf | null = null;
  for (const leaf of leaves)
    if (leaf.split !== null && (best === null || leaf.split.gain > best.split!.gain)) best = leaf;
  return best;
}

function splitLeaf(growth: Growth, leaf: Leaf, split: GainSplit): void {
  const { binned, nodes, order, spare } = growth;
  const middle = partition(binned, split, order, spare, leaf.start, leaf.end);
  const first = nodes.add(2);
  const threshold = binned.edges[split.feature * EDGES_PER_FEATURE + split.bin]!;
  nodes.split(leaf.index, split.feature, threshold, split.gain, first);
  const rest = {
    counts: leaf.sums.counts - split.left.counts,
    gradient: leaf.sums.gradient - split.left.gradient,
  };
  const depth = leaf.depth + 1;
  const left: Leaf = {
    index: first,
    depth,
    start: leaf.start,
    end: middle,
    sums: split.left,
    histogram: null,
    split: null,
  };
  const right: Leaf = {
    index: first + 1,
    depth,
    start: middle,
    end: leaf.end,
    sums: rest,
    histogram: null,
    split: null,
  };
  growth.leaves[growth.leaves.indexOf(leaf)] = left;
  growth.leaves.push(right);
  searchChildren(growth, leaf, left, right);
}

/** Builds the smaller child's histogram; the larger one's is the parent's less that. */
function searchChildren(growth: Growth, parent: Leaf, left: Leaf, right: Leaf): void {
  const [small, large] = left.end - left.start <= right.end - right.start ? [left, right] : [right, left];
  const isLast = growth.leaves.length >= growth.params.maxLeaves;
  const smallOpen = !isLast && mayBeSplit(growth, small);
  const largeOpen = !isLast && mayBeSplit(growth, large);
  const kept = parent.histogram;
  parent.histogram = null;
  if (smallOpen) small.histogram = growth.pool.acquire();
  const subtracts = largeOpen && kept !== null;
  if (smallOpen || subtracts) {
    const sums = buildHistogram(growth, small);
    if (subtracts) subtractHistogram(kept, sums);
    if (smallOpen) search(growth, small, sums);
  }
  large.histogram = subtracts ? kept : null;
  if (!subtracts) growth.pool.release(kept);
  if (largeOpen) search(growth, large, subtracts ? kept : buildHistogram(growth, large));
}

function mayBeSplit(growth: Growth, leaf: Leaf): boolean {
  const rows = Math.floor(leaf.sums.counts / growth.gradients.row);
  return leaf.depth < growth.params.maxDepth && rows >= 2 * growth.params.minSamplesLeaf;
}

function buildHistogram(growth: Growth, leaf: Leaf): Float64Array {
  const sums = leaf.histogram ?? growth.pool.scratch;
  growth.builder.build(growth.gradients, growth.order, leaf.start, leaf.end, sums);
  return sums;
}

function search(growth: Growth, leaf: Leaf, sums: Float64Array): void {
  const { builder, binned, features, gradients, params } = growth;
  leaf.split = findGainSplit(sums, builder.offsets, binned, features, leaf.sums, gradients, params);
  if (leaf.split !== null) return;
  growth.pool.release(leaf.histogram);
  leaf.histogram = null;
}

function closeTree(
  growth: Growth,
  valueOf: (order: Int32Array, start: number, end: number) => number,
): TreeNodes {
  const { nodes, pool, order } = growth;
  for (const leaf of growth.leaves) {
    pool.release(leaf.histogram);
    const at = nodes.leaf(leaf.index);
    nodes.values()[at] = valueOf(order, leaf.start, leaf.end);
  }
  growth.leaves = [];
  return nodes.take();
}
