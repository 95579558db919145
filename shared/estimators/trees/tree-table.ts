import type { Tensor } from '../../numeric/tensor.ts';
import type { ModelState } from '../estimator.ts';
import { configInteger, finiteTensor, invalidModel, MAX_DIMENSION } from '../model-state.ts';
import type { TreeNodes } from './tree-nodes.ts';

const MAX_NODES = 2 ** 31 - 1;

/**
 * Many trees end to end, each breadth-first as `TreeNodes` says. This is what a package stores: few
 * numbers a node, and no links that could form a cycle.
 */
export interface TreeTable {
  /** nTrees: nodes in each tree; odd. */
  readonly sizes: Int32Array;
  readonly features: Int32Array;
  readonly thresholds: Float64Array;
  /** nLeaves × leafWidth. */
  readonly values: Float64Array;
  /** nLeaves: how many training rows each leaf was made of; null in packages from before that was stored. */
  readonly covers: Int32Array | null;
}

export function joinTrees(trees: readonly TreeNodes[]): TreeTable {
  return {
    sizes: Int32Array.from(trees, (tree) => tree.features.length),
    features: concatenate(
      trees.map((tree) => tree.features),
      (n) => new Int32Array(n),
    ),
    thresholds: concatenate(
      trees.map((tree) => tree.thresholds),
      (n) => new Float64Array(n),
    ),
    values: concatenate(
      trees.map((tree) => tree.values),
      (n) => new Float64Array(n),
    ),
    covers: concatenate(
      trees.map((tree) => tree.covers),
      (n) => new Int32Array(n),
    ),
  };
}

function concatenate<A extends Int32Array | Float64Array>(parts: readonly A[], make: (n: number) => A): A {
  const whole = make(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function tableTensors(table: TreeTable, leafWidth: number): Tensor[] {
  const nLeaves = table.values.length / leafWidth;
  return [
    { name: 'tree_sizes', shape: [table.sizes.length], data: table.sizes },
    { name: 'node_features', shape: [table.features.length], data: table.features },
    { name: 'split_thresholds', shape: [table.thresholds.length], data: table.thresholds },
    { name: 'leaf_values', shape: [nLeaves, leafWidth], data: table.values },
    ...(table.covers === null ? [] : [{ name: COVERS, shape: [nLeaves], data: table.covers }]),
  ];
}

const COVERS = 'leaf_covers';

/** The names that `tableTensors` gives. */
export const TABLE_TENSORS = [
  'tree_sizes',
  'node_features',
  'split_thresholds',
  'leaf_values',
  COVERS,
] as const;

export const tableConfig = (table: TreeTable): { nTrees: number; nNodes: number } => ({
  nTrees: table.sizes.length,
  nNodes: table.features.length,
});

/**
 * Reads the trees of a package; one pass over the tensors, no memory beyond them.
 * @throws AppError `model-invalid` for trees that are not whole, features out of range, values that
 * are not finite.
 */
export function readTable(state: ModelState, nFeatures: number, leafWidth: number): TreeTable {
  const nTrees = configInteger(state, 'nTrees', 1, MAX_DIMENSION);
  const nNodes = configInteger(state, 'nNodes', nTrees, MAX_NODES);
  const nSplits = (nNodes - nTrees) / 2;
  const table = {
    sizes: finiteTensor(state, 'tree_sizes', Int32Array, [nTrees]),
    features: finiteTensor(state, 'node_features', Int32Array, [nNodes]),
    thresholds: finiteTensor(state, 'split_thresholds', Float64Array, [nSplits]),
    values: finiteTensor(state, 'leaf_values', Float64Array, [nSplits + nTrees, leafWidth]),
    covers: readCovers(state, nSplits + nTrees),
  };
  checkTrees(table, nFeatures);
  return table;
}

/** @throws AppError `model-invalid` for a leaf of no rows: nothing could be said of the ways past it. */
function readCovers(state: ModelState, nLeaves: number): Int32Array | null {
  if (!state.tensors.some(({ name }) => name === COVERS)) return null;
  const covers = finiteTensor(state, COVERS, Int32Array, [nLeaves]);
  const bad = covers.findIndex((cover) => cover < 1);
  if (bad >= 0) throw invalidModel(`/tensors/${COVERS}/${bad}`, `leaf ${bad} covers no row.`);
  return covers;
}

function checkTrees(table: TreeTable, nFeatures: number): void {
  let start = 0;
  for (let tree = 0; tree < table.sizes.length; tree++) {
    const size = table.sizes[tree]!;
    if (size < 1 || start + size > table.features.length)
      throw invalidModel(`/tensors/tree_sizes/${tree}`, `tree ${tree} claims ${size} nodes.`);
    checkTree(table.features, start, size, tree, nFeatures);
    start += size;
  }
  if (start !== table.features.length)
    throw invalidModel('/tensors/tree_sizes', `the trees have ${start} of ${table.features.length} nodes.`);
}

/** Every node but the root must be somebody's child, and every child must be there. */
function checkTree(features: Int32Array, start: number, size: number, tree: number, nFeatures: number): void {
  let splits = 0;
  for (let node = 0; node < size; node++) {
    const feature = features[start + node]!;
    const pointer = `/tensors/node_features/${start + node}`;
    if (feature < -1 || feature >= nFeatures)
      throw invalidModel(pointer, `tree ${tree} splits on feature ${feature} of ${nFeatures}.`);
    if (node > 2 * splits) throw invalidModel(pointer, `node ${node} of tree ${tree} has no parent.`);
    splits += +(feature >= 0);
  }
  if (2 * splits + 1 !== size)
    throw invalidModel(`/tensors/tree_sizes/${tree}`, `tree ${tree} has ${splits} splits and ${size} nodes.`);
}
