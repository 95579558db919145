import { softmaxInPlace } from '../../numeric/softmax.ts';
import type { FittedModel, ModelState } from '../estimator.ts';
import { configInteger, finiteTensor, MAX_DIMENSION, onlyTensors } from '../model-state.ts';
import { addScores } from './counts.ts';

/** Scores are linear: prior + row · feature weights; their softmax is the answer. */
export interface BayesWeights {
  /** nClasses × nFeatures, row-major. */
  readonly featureWeights: Float64Array;
  /** nClasses. */
  readonly classWeights: Float64Array;
  /** nFeatures. */
  readonly importance: Float64Array;
}

export function bayesModel(weights: BayesWeights): FittedModel {
  const { featureWeights, classWeights, importance } = weights;
  const nFeatures = importance.length;
  const nClasses = classWeights.length;
  return {
    nFeatures,
    nOutputs: nClasses,
    predict(X) {
      const output = new Float64Array(X.nRows * nClasses);
      for (let row = 0; row < X.nRows; row += 1) output.set(classWeights, row * nClasses);
      addScores(X, featureWeights, output);
      for (let row = 0; row < X.nRows; row += 1) softmaxInPlace(output, row * nClasses, nClasses);
      return output;
    },
    importance: () => importance.slice(),
    state: () => ({
      config: { nClasses, nFeatures },
      tensors: [
        { name: 'feature_weights', shape: [nClasses, nFeatures], data: featureWeights },
        { name: 'class_weights', shape: [nClasses], data: classWeights },
        { name: 'importance', shape: [nFeatures], data: importance },
      ],
    }),
  };
}

export function restoreBayes(state: ModelState): FittedModel {
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  const nClasses = configInteger(state, 'nClasses', 2, MAX_DIMENSION);
  onlyTensors(state, ['feature_weights', 'class_weights', 'importance']);
  return bayesModel({
    featureWeights: finiteTensor(state, 'feature_weights', Float64Array, [nClasses, nFeatures]),
    classWeights: finiteTensor(state, 'class_weights', Float64Array, [nClasses]),
    importance: finiteTensor(state, 'importance', Float64Array, [nFeatures]),
  });
}
