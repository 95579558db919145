import type { Matrix } from '../../numeric/matrix.ts';
import { sigmoid, softmaxInPlace } from '../../numeric/softmax.ts';
import type { FittedModel, ModelState } from '../estimator.ts';
import { configInteger, finiteTensor, invalidModel, MAX_DIMENSION, onlyTensors } from '../model-state.ts';
import { readImportance } from '../trees/averaged-trees.ts';
import { addLeaves, createEnsemble } from '../trees/ensemble.ts';
import { readTable, TABLE_TENSORS, tableConfig, tableTensors, type TreeTable } from '../trees/tree-table.ts';

/** Trees whose leaves are added up to scores; tree t adds to score t mod nScores. */
export interface BoostedTrees {
  readonly nFeatures: number;
  /** Classes, or 1 for regression. */
  readonly nOutputs: number;
  readonly table: TreeTable;
  /** One score for regression and two classes, else one a class. */
  readonly baseline: Float64Array;
  /** nFeatures. */
  readonly importance: Float64Array;
}

export function boostedTreesModel(trees: BoostedTrees): FittedModel {
  const { nFeatures, nOutputs, table, baseline, importance } = trees;
  const ensemble = createEnsemble(table, 1);
  const nScores = baseline.length;
  return {
    nFeatures,
    nOutputs,
    predict: (X: Matrix) => {
      const scores = new Float64Array(X.nRows * nScores);
      for (let i = 0; i < scores.length; i++) scores[i] = baseline[i % nScores]!;
      addLeaves(ensemble, X, scores, nScores);
      return nOutputs === 1 ? scores : probabilities(scores, nOutputs);
    },
    importance: () => importance.slice(),
    state: () => ({
      config: { nFeatures, nOutputs, ...tableConfig(table) },
      tensors: [
        ...tableTensors(table, 1),
        { name: 'baseline', shape: [nScores], data: baseline },
        { name: 'importance', shape: [nFeatures], data: importance },
      ],
    }),
  };
}

function probabilities(scores: Float64Array, nClasses: number): Float64Array {
  if (nClasses === 2) return bothClasses(scores);
  for (let at = 0; at < scores.length; at += nClasses) softmaxInPlace(scores, at, nClasses);
  return scores;
}

function bothClasses(scores: Float64Array): Float64Array {
  const out = new Float64Array(2 * scores.length);
  for (let row = 0; row < scores.length; row++) {
    out[2 * row + 1] = sigmoid(scores[row]!);
    out[2 * row] = 1 - out[2 * row + 1]!;
  }
  return out;
}

/** @throws AppError `model-invalid`, see `readTable`; also when trees and classes do not match. */
export function restoreBoostedTrees(state: ModelState): FittedModel {
  onlyTensors(state, [...TABLE_TENSORS, 'baseline', 'importance']);
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  const nOutputs = configInteger(state, 'nOutputs', 1, MAX_DIMENSION);
  const nScores = nOutputs > 2 ? nOutputs : 1;
  const table = readTable(state, nFeatures, 1);
  if (table.sizes.length % nScores !== 0)
    throw invalidModel('/tensors/tree_sizes', `${table.sizes.length} trees do not serve ${nScores} classes.`);
  const baseline = finiteTensor(state, 'baseline', Float64Array, [nScores]);
  return boostedTreesModel({
    nFeatures,
    nOutputs,
    table,
    baseline,
    importance: readImportance(state, nFeatures),
  });
}
