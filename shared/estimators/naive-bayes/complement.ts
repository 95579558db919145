import type { FeatureMatrix } from '../../numeric/csr.ts';
import { log } from '../../numeric/exp-log.ts';
import { classWeightParam } from '../class-weights.ts';
import type { FittedModel, OwnEstimator, ParamValues, Progress, TrainingData } from '../estimator.ts';
import type { ParamTable } from '../params.ts';
import { classCounts, type ClassCounts } from './counts.ts';
import { bayesModel, restoreBayes } from './model.ts';
import { alphaParam, bayesImportance } from './smoothing.ts';

const params: ParamTable = [
  alphaParam,
  {
    name: 'norm',
    title: 'Normalize weights',
    help: 'Divides the weights of every class by their sum, so that long classes do not dominate.',
    type: 'boolean',
    default: false,
  },
  classWeightParam,
];

/**
 * Complement naive Bayes, as scikit-learn's ComplementNB: the class whose complement, all other classes
 * together, has the terms least. Steadier than the multinomial form where classes differ in size; class
 * frequencies do not count. Source: Rennie, Shih, Teevan and Karger, ICML 2003. Cost: values that are not
 * zero, once.
 */
export const complementBayes: OwnEstimator = {
  kind: 'own',
  name: 'complement-nb',
  title: 'Naive Bayes (complement)',
  description: 'Counts the terms of all other classes: for text whose classes differ much in size.',
  tasks: ['classification'],
  params,
  sparse: true,
  parallel: false,
  fit,
  restore: restoreBayes,
};

function* fit(
  data: TrainingData<FeatureMatrix>,
  values: ParamValues,
): Generator<Progress, FittedModel, void> {
  yield { stage: 'train', done: 0, total: 1 };
  const counted = classCounts(data);
  const featureWeights = complementWeights(counted, Number(values['alpha']), values['norm'] === true);
  return bayesModel({
    featureWeights,
    classWeights: new Float64Array(data.nClasses),
    importance: bayesImportance(featureWeights, counted.variances),
  });
}

function complementWeights(
  { counts, nClasses, nFeatures }: ClassCounts,
  alpha: number,
  norm: boolean,
): Float64Array {
  const all = new Float64Array(nFeatures);
  for (let i = 0; i < counts.length; i += 1) all[i % nFeatures]! += counts[i]!;
  const weights = new Float64Array(counts.length);
  for (let k = 0; k < nClasses; k += 1) {
    const own = weights.subarray(k * nFeatures, (k + 1) * nFeatures);
    let total = 0;
    for (let j = 0; j < nFeatures; j += 1)
      // The difference of sums may end a rounding error below zero.
      total += own[j] = Math.max(0, all[j]! - counts[k * nFeatures + j]!) + alpha;
    for (let j = 0; j < nFeatures; j += 1) own[j] = log(own[j]! / total);
    let sum = 0;
    for (let j = 0; j < nFeatures; j += 1) sum += own[j]!;
    // With a single feature every logarithm is 0, and so is their sum.
    for (let j = 0; j < nFeatures; j += 1) own[j] = norm ? (sum === 0 ? 0 : own[j]! / sum) : -own[j]!;
  }
  return weights;
}
