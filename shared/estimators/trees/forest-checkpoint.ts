import type { ModelState } from '../estimator.ts';
import { configInteger, finiteTensor, invalidModel, MAX_DIMENSION, onlyTensors } from '../model-state.ts';
import type { TreeNodes } from './tree-nodes.ts';
import { joinTrees, readTable, TABLE_TENSORS, tableConfig, tableTensors } from './tree-table.ts';

/** What the trees of a forest must fit. */
export interface ForestShape {
  readonly nFeatures: number;
  readonly leafWidth: number;
  /** Trees that the finished forest has. */
  readonly nTrees: number;
}

/** The trees grown so far as data; beside what a model has, what every split gained. Copies them. */
export function forestCheckpoint(
  trees: readonly TreeNodes[],
  { nFeatures, leafWidth }: ForestShape,
): ModelState {
  const table = joinTrees(trees);
  const gains = new Float64Array(table.thresholds.length);
  let at = 0;
  for (const tree of trees) {
    gains.set(tree.gains, at);
    at += tree.gains.length;
  }
  return {
    config: { nFeatures, nOutputs: leafWidth, ...tableConfig(table) },
    tensors: [...tableTensors(table, leafWidth), { name: 'split_gains', shape: [gains.length], data: gains }],
  };
}

/** @throws AppError `model-invalid` for a checkpoint that is damaged, or that is another fit's. */
export function readForestCheckpoint(state: ModelState, shape: ForestShape): TreeNodes[] {
  onlyTensors(state, [...TABLE_TENSORS, 'split_gains']);
  configInteger(state, 'nFeatures', shape.nFeatures, shape.nFeatures);
  configInteger(state, 'nOutputs', shape.leafWidth, shape.leafWidth);
  if (configInteger(state, 'nTrees', 1, MAX_DIMENSION) > shape.nTrees)
    throw invalidModel('/estimator/config/nTrees', `the checkpoint has more than ${shape.nTrees} trees.`);
  const table = readTable(state, shape.nFeatures, shape.leafWidth);
  const gains = finiteTensor(state, 'split_gains', Float64Array, [table.thresholds.length]);
  const { covers } = table;
  if (covers === null)
    throw invalidModel('/tensors/leaf_covers', 'the checkpoint does not say what its leaves cover.');
  let node = 0;
  let split = 0;
  let leaf = 0;
  return Array.from(table.sizes, (nNodes) => {
    const nSplits = (nNodes - 1) / 2;
    const [toNode, toSplit, toLeaf] = [node + nNodes, split + nSplits, leaf + nSplits + 1];
    const tree: TreeNodes = {
      features: table.features.slice(node, toNode),
      thresholds: table.thresholds.slice(split, toSplit),
      gains: gains.slice(split, toSplit),
      values: table.values.slice(leaf * shape.leafWidth, toLeaf * shape.leafWidth),
      covers: covers.slice(leaf, toLeaf),
    };
    [node, split, leaf] = [toNode, toSplit, toLeaf];
    return tree;
  });
}

/** One checkpoint from those of runs of trees, one after another. */
export function joinForestCheckpoints(states: readonly ModelState[]): ModelState {
  const nFeatures = Number(states[0]!.config['nFeatures']);
  const leafWidth = Number(states[0]!.config['nOutputs']);
  const shape = { nFeatures, leafWidth, nTrees: MAX_DIMENSION };
  return forestCheckpoint(
    states.flatMap((state) => readForestCheckpoint(state, shape)),
    shape,
  );
}
