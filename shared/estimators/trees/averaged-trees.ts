import type { Matrix } from '../../numeric/matrix.ts';
import type { Explained, FittedModel, ModelState } from '../estimator.ts';
import { configInteger, finiteTensor, invalidModel, MAX_DIMENSION, onlyTensors } from '../model-state.ts';
import { addLeaves, createEnsemble, type TreeEnsemble } from './ensemble.ts';
import { explainTrees } from './explain-trees.ts';
import { readTable, TABLE_TENSORS, tableConfig, tableTensors, type TreeTable } from './tree-table.ts';

/** Trees whose leaves are averaged: a forest, or a single tree. */
export interface AveragedTrees {
  readonly nFeatures: number;
  /** Classes, or 1 for regression. */
  readonly nOutputs: number;
  readonly table: () => TreeTable;
  /** nFeatures. */
  readonly importance: Float64Array;
}

export function averagedTreesModel(trees: AveragedTrees): FittedModel {
  const { nFeatures, nOutputs, table, importance } = trees;
  // Laid out when it is first asked: a peer whose model is dropped needs no room for it.
  let laidOut: TreeEnsemble | null = null;
  return {
    nFeatures,
    nOutputs,
    predict: (X: Matrix) => {
      const ensemble = (laidOut ??= createEnsemble(table(), nOutputs));
      const out = new Float64Array(X.nRows * nOutputs);
      addLeaves(ensemble, X, out, nOutputs);
      for (let i = 0; i < out.length; i++) out[i] = out[i]! / ensemble.nTrees;
      return out;
    },
    importance: () => importance.slice(),
    explain: (X: Matrix) => explainAverage(trees, X),
    state: () => ({
      config: { nFeatures, nOutputs, ...tableConfig(table()) },
      tensors: [
        ...tableTensors(table(), nOutputs),
        { name: 'importance', shape: [nFeatures], data: importance },
      ],
    }),
  };
}

function explainAverage(
  { nFeatures, nOutputs, table: stored }: AveragedTrees,
  { values }: Matrix,
): Explained {
  const table = stored();
  const splitting = table.features.filter((feature) => feature >= 0);
  const goesLeft = Uint8Array.from(
    splitting,
    (feature, split) => +!(values[feature]! > table.thresholds[split]!),
  );
  const scores = explainTrees(table, nOutputs, goesLeft, { nFeatures, nScores: nOutputs });
  const nTrees = table.sizes.length;
  return {
    scale: nOutputs > 1 ? 'probability' : 'value',
    scores: scores.map(({ base, contributions }) => ({
      base: base / nTrees,
      contributions: contributions.map((value) => value / nTrees),
    })),
  };
}

/** @throws AppError `model-invalid`, see `readTable`; also for leaves that are no probabilities. */
export function restoreAveragedTrees(state: ModelState): FittedModel {
  onlyTensors(state, [...TABLE_TENSORS, 'importance']);
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  const nOutputs = configInteger(state, 'nOutputs', 1, MAX_DIMENSION);
  const table = readTable(state, nFeatures, nOutputs);
  if (nOutputs > 1) checkProbabilities(table.values, nOutputs);
  const importance = readImportance(state, nFeatures);
  return averagedTreesModel({ nFeatures, nOutputs, table: () => table, importance });
}

/** @throws AppError `model-invalid` for a share that is negative or not finite. */
export function readImportance(state: ModelState, nFeatures: number): Float64Array {
  const importance = finiteTensor(state, 'importance', Float64Array, [nFeatures]);
  const negative = importance.findIndex((share) => share < 0);
  if (negative >= 0) throw invalidModel(`/tensors/importance/${negative}`, 'an importance is negative.');
  return importance;
}

function checkProbabilities(values: Float64Array, nClasses: number): void {
  for (let at = 0; at < values.length; at += nClasses) {
    let sum = 0;
    for (let c = at; c < at + nClasses; c++) sum += values[c]! < 0 ? NaN : values[c]!;
    const leaf = at / nClasses;
    if (!(Math.abs(sum - 1) < 1e-6))
      throw invalidModel(`/tensors/leaf_values/${leaf}`, `leaf ${leaf} holds no class probabilities.`);
  }
}
