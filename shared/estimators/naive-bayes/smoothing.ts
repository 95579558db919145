import { linearImportance } from '../feature-moments.ts';
import type { Param } from '../params.ts';

export const LEAST_ALPHA = 1e-10;
export const MOST_ALPHA = 1000;

export const alphaParam: Param = {
  name: 'alpha',
  title: 'Smoothing',
  help: 'Added to every count, so that a term never seen in a class does not rule the class out.',
  type: 'number',
  min: LEAST_ALPHA,
  max: MOST_ALPHA,
  default: 1,
  log: true,
};

/** How much each feature tells the classes apart: its weights around their mean, as for linear scores. */
export function bayesImportance(featureWeights: Float64Array, variances: Float64Array): Float64Array {
  const nFeatures = variances.length;
  const nClasses = featureWeights.length / nFeatures;
  const centred = featureWeights.slice();
  const means = new Float64Array(nFeatures);
  for (let k = 0, at = 0; k < nClasses; k += 1)
    for (let j = 0; j < nFeatures; j += 1, at += 1) means[j]! += featureWeights[at]! / nClasses;
  for (let k = 0, at = 0; k < nClasses; k += 1)
    for (let j = 0; j < nFeatures; j += 1, at += 1) centred[at]! -= means[j]!;
  return linearImportance(centred, variances);
}
