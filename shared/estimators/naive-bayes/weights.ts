import { log } from '../../numeric/exp-log.ts';
import { meansOf, variancesOf, type ClassCounts } from './counts.ts';
import { bayesImportance } from './smoothing.ts';

/** Scores are linear: prior + row · feature weights; their softmax is the answer. */
export interface BayesWeights {
  /** nClasses × nFeatures, row-major. */
  readonly featureWeights: Float64Array;
  /** nClasses. */
  readonly classWeights: Float64Array;
  /** nFeatures. */
  readonly importance: Float64Array;
  /** nFeatures; null where only the weights were stored. */
  readonly means: Float64Array | null;
}

/** What is made of the counts. */
export interface BayesSetting {
  readonly form: 'multinomial' | 'complement';
  readonly alpha: number;
  /** Multinomial: class frequencies count. Complement: weights are normalized. */
  readonly flag: boolean;
}

export function weightsOf(counted: ClassCounts, { form, alpha, flag }: BayesSetting): BayesWeights {
  const { nClasses } = counted;
  const featureWeights =
    form === 'multinomial' ? logShares(counted, alpha) : complementWeights(counted, alpha, flag);
  return {
    featureWeights,
    classWeights: form === 'complement' ? new Float64Array(nClasses) : priors(counted, flag),
    importance: bayesImportance(featureWeights, variancesOf(counted)),
    means: meansOf(counted),
  };
}

const priors = ({ classWeights, nClasses }: ClassCounts, fitPrior: boolean): Float64Array =>
  fitPrior ? logPriors(classWeights) : new Float64Array(nClasses).fill(-log(nClasses));

/** A class without training rows is as good as impossible, but its logarithm stays finite. */
const LEAST_WEIGHT = 1e-10;

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
