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
    name: 'fit_prior',
    title: 'Class frequencies count',
    help: 'Whether frequent classes are more likely from the start; else all are equally likely.',
    type: 'boolean',
    default: true,
  },
  classWeightParam,
];

/**
 * Multinomial naive Bayes, as scikit-learn's MultinomialNB: the class k with the largest
 * log P(k) + Σ x_j log((N_kj + α) / (N_k + α nFeatures)). Source: Manning, Raghavan and Schütze,
 * Introduction to Information Retrieval (2008), chapter 13. Cost: values that are not zero, once.
 */
export const multinomialBayes: OwnEstimator = {
  kind: 'own',
  name: 'multinomial-nb',
  title: 'Naive Bayes (multinomial)',
  description: 'Counts which terms go with which class: the fastest model for text, and a good first one.',
  tasks: ['classification'],
  params,
  sparse: true,
  parallel: false,
  fit,
  restore: restoreBayes,
};

/** A class without training rows is as good as impossible, but its logarithm stays finite. */
const LEAST_WEIGHT = 1e-10;

function* fit(
  data: TrainingData<FeatureMatrix>,
  values: ParamValues,
): Generator<Progress, FittedModel, void> {
  yield { stage: 'train', done: 0, total: 1 };
  const counted = classCounts(data);
  const featureWeights = logShares(counted, Number(values['alpha']));
  return bayesModel({
    featureWeights,
    classWeights: values['fit_prior'] === true ? logPriors(counted.classWeights) : uniform(data.nClasses),
    importance: bayesImportance(featureWeights, counted.variances),
  });
}

function logShares({ counts, nClasses, nFeatures }: ClassCounts, alpha: number): Float64Array {
  const shares = new Float64Array(counts.length);
  for (let k = 0; k < nClasses; k += 1) {
    const own = counts.subarray(k * nFeatures, (k + 1) * nFeatures);
    let total = 0;
    for (let j = 0; j < nFeatures; j += 1) total += own[j]! + alpha;
    const logTotal = log(total);
    for (let j = 0; j < nFeatures; j += 1) shares[k * nFeatures + j] = log(own[j]! + alpha) - logTotal;
  }
  return shares;
}

function logPriors(classWeights: Float64Array): Float64Array {
  let total = 0;
  for (const weight of classWeights) total += weight;
  return classWeights.map((weight) => log(Math.max(weight, LEAST_WEIGHT)) - log(total));
}

const uniform = (nClasses: number): Float64Array => new Float64Array(nClasses).fill(-log(nClasses));
