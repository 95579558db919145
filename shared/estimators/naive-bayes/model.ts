import { softmaxInPlace } from '../../numeric/softmax.ts';
import type { FittedModel, ModelState } from '../estimator.ts';
import { comparedScores, linearShap } from '../linear-models/linear-shap.ts';
import { configInteger, finiteTensor, invalidModel, MAX_DIMENSION, onlyTensors } from '../model-state.ts';
import { addScores, type ClassCounts } from './counts.ts';
import { LEAST_ALPHA, MOST_ALPHA } from './smoothing.ts';
import { weightsOf, type BayesSetting, type BayesWeights } from './weights.ts';

/** The model that the counts make. What is stored are the counts, so that training can go on. */
export function countedModel(counted: ClassCounts, setting: BayesSetting): FittedModel {
  const { nClasses, nFeatures, counts, classWeights, squares } = counted;
  const { form, alpha, flag } = setting;
  return bayesModel(weightsOf(counted, setting), () => ({
    config: { nClasses, nFeatures, form, alpha, flag },
    tensors: [
      { name: 'counts', shape: [nClasses, nFeatures], data: counts },
      { name: 'class_counts', shape: [nClasses], data: classWeights },
      { name: 'squares', shape: [nFeatures], data: squares },
    ],
  }));
}

function bayesModel(weights: BayesWeights, state: () => ModelState): FittedModel {
  const { featureWeights, classWeights, importance, means } = weights;
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
    explain: (X) => linearShap({ ...comparedScores(featureWeights, classWeights), means }, X),
    state,
  };
}

/** The counts of a stored model; null for one of before counts were stored. */
export function storedCounts(state: ModelState): ClassCounts | null {
  if (!state.tensors.some(({ name }) => name === 'counts')) return null;
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  const nClasses = configInteger(state, 'nClasses', 2, MAX_DIMENSION);
  onlyTensors(state, ['counts', 'class_counts', 'squares']);
  const tensor = (name: string, shape: readonly number[]): Float64Array => {
    const data = finiteTensor(state, name, Float64Array, shape);
    if (data.some((value) => value < 0))
      throw invalidModel(`/tensors/${name}`, `"${name}" has a negative sum.`);
    return data;
  };
  return {
    nClasses,
    nFeatures,
    counts: tensor('counts', [nClasses, nFeatures]),
    classWeights: tensor('class_counts', [nClasses]),
    squares: tensor('squares', [nFeatures]),
  };
}

export function restoreBayes(state: ModelState): FittedModel {
  const counted = storedCounts(state);
  if (counted === null) return restoreWeights(state);
  const { form, alpha, flag } = state.config;
  if (form !== 'multinomial' && form !== 'complement')
    throw invalidModel('/estimator/config/form', '"form" must be multinomial or complement.');
  if (typeof alpha !== 'number' || !(alpha >= LEAST_ALPHA && alpha <= MOST_ALPHA))
    throw invalidModel('/estimator/config/alpha', `"alpha" must be from ${LEAST_ALPHA} to ${MOST_ALPHA}.`);
  return countedModel(counted, { form, alpha, flag: flag === true });
}

/** A model of before counts were stored: only what they came to. */
function restoreWeights(state: ModelState): FittedModel {
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  const nClasses = configInteger(state, 'nClasses', 2, MAX_DIMENSION);
  onlyTensors(state, ['feature_weights', 'class_weights', 'importance']);
  const weights: BayesWeights = {
    featureWeights: finiteTensor(state, 'feature_weights', Float64Array, [nClasses, nFeatures]),
    classWeights: finiteTensor(state, 'class_weights', Float64Array, [nClasses]),
    importance: finiteTensor(state, 'importance', Float64Array, [nFeatures]),
    means: null,
  };
  return bayesModel(weights, () => state);
}
