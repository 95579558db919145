import { sigmoid, softmaxInPlace } from '../../numeric/softmax.ts';
import { isCsr, type FeatureMatrix } from '../../numeric/csr.ts';
import { dotRow } from '../../numeric/sparse-rows.ts';
import type { FittedModel, ModelState, TrainingData } from '../estimator.ts';
import {
  comparedScores,
  FEATURE_MEANS,
  linearShap,
  readMeans,
  type LinearScores,
} from '../linear-models/linear-shap.ts';
import { configInteger, finiteTensor, MAX_DIMENSION, onlyTensors } from '../model-state.ts';

/** Binary models hold one vector, of class 1; others one a class. */
export interface LogisticWeights {
  readonly nClasses: number;
  /** nVectors × nFeatures, row-major. */
  readonly coefficients: Float64Array;
  /** nVectors. */
  readonly intercepts: Float64Array;
  /** nFeatures. */
  readonly importance: Float64Array;
  /** nFeatures: of the training rows; null in packages from before these were stored. */
  readonly means: Float64Array | null;
}

export function logisticModel(weights: LogisticWeights): FittedModel {
  const { nClasses, coefficients, intercepts, importance, means } = weights;
  const nFeatures = importance.length;
  const nVectors = intercepts.length;
  return {
    nFeatures,
    nOutputs: nClasses,
    predict: (X) => probabilities(X, weights),
    importance: () => importance.slice(),
    explain: (X) => linearShap({ ...explainedScores(weights), means }, X),
    state: () => ({
      config: { nClasses, nFeatures },
      tensors: [
        { name: 'coefficients', shape: [nVectors, nFeatures], data: coefficients },
        { name: 'intercepts', shape: [nVectors], data: intercepts },
        ...(means === null ? [] : [{ name: FEATURE_MEANS, shape: [nFeatures], data: means }]),
        { name: 'importance', shape: [nFeatures], data: importance },
      ],
    }),
  };
}

const explainedScores = ({ coefficients, intercepts }: LogisticWeights): Omit<LinearScores, 'means'> =>
  intercepts.length === 1
    ? { scale: 'log-odds', weights: coefficients, intercepts }
    : comparedScores(coefficients, intercepts);

function probabilities(
  X: FeatureMatrix,
  { nClasses, coefficients, intercepts }: LogisticWeights,
): Float64Array {
  const { nRows, nColumns, values } = X;
  const nVectors = intercepts.length;
  // Zeros add nothing to a sum, so both layouts give the same bits.
  const sparse = isCsr(X) ? X : null;
  const output = new Float64Array(nRows * nClasses);
  for (let row = 0, at = 0, to = 0; row < nRows; row += 1, at += nColumns, to += nClasses) {
    for (let k = 0; k < nVectors; k += 1) {
      let z = intercepts[k]!;
      if (sparse !== null) z = dotRow(sparse, row, coefficients, k * nColumns, z);
      else for (let j = 0; j < nColumns; j += 1) z += coefficients[k * nColumns + j]! * values[at + j]!;
      output[to + k] = z;
    }
    if (nVectors > 1) softmaxInPlace(output, to, nClasses);
    else {
      const p = sigmoid(output[to]!);
      output[to] = 1 - p;
      output[to + 1] = p;
    }
  }
  return output;
}

/**
 * Where a search on more data begins: at the coefficients of a former model, with zeros for new classes. A
 * model of two classes has one vector, which more classes share by halves.
 */
export function startOf(previous: FittedModel, { X, nClasses }: TrainingData<FeatureMatrix>): Float64Array {
  const state = previous.state();
  const nFeatures = X.nColumns;
  const before = configInteger(state, 'nClasses', 2, nClasses);
  const vectors = before === 2 ? 1 : before;
  const coefficients = finiteTensor(state, 'coefficients', Float64Array, [vectors, nFeatures]);
  const intercepts = finiteTensor(state, 'intercepts', Float64Array, [vectors]);
  const nVectors = nClasses === 2 ? 1 : nClasses;
  const x = new Float64Array(nVectors * (nFeatures + 1));
  const put = (k: number, from: number, factor: number): void => {
    for (let j = 0; j < nFeatures; j += 1)
      x[k * nFeatures + j] = factor * coefficients[from * nFeatures + j]!;
    x[nVectors * nFeatures + k] = factor * intercepts[from]!;
  };
  if (vectors === 1 && nVectors > 1) {
    put(0, 0, -0.5);
    put(1, 0, 0.5);
  } else for (let k = 0; k < vectors; k += 1) put(k, k, 1);
  return x;
}

export function restoreLogistic(state: ModelState): FittedModel {
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  const nClasses = configInteger(state, 'nClasses', 2, MAX_DIMENSION);
  const nVectors = nClasses === 2 ? 1 : nClasses;
  onlyTensors(state, ['coefficients', 'intercepts', 'importance', FEATURE_MEANS]);
  return logisticModel({
    nClasses,
    coefficients: finiteTensor(state, 'coefficients', Float64Array, [nVectors, nFeatures]),
    intercepts: finiteTensor(state, 'intercepts', Float64Array, [nVectors]),
    importance: finiteTensor(state, 'importance', Float64Array, [nFeatures]),
    means: readMeans(state, nFeatures),
  });
}
