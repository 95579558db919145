import type { FeatureMatrix } from '../numeric/csr.ts';
import type { Estimator, ParamValues, TrainingData } from './estimator.ts';
import type { Param } from './params.ts';

/** Every classifier has it; nobody but `weighClasses` reads it. */
export const classWeightParam: Param = {
  name: 'class_weight',
  title: 'Class weight',
  help: '"balanced" makes rare classes count as much as frequent ones.',
  type: 'choice',
  choices: ['none', 'balanced'],
  default: 'none',
};

/**
 * The data as the estimator is to see it: classes weigh as `given` says (nClasses, by class), else as the
 * parameter `class_weight` says, else nothing changes. Called wherever a fit is started. O(nRows).
 */
export function weighClasses<X extends FeatureMatrix>(
  estimator: Pick<Estimator, 'weighsClasses'>,
  data: TrainingData<X>,
  params: ParamValues,
  given: Float64Array | null = null,
): TrainingData<X> {
  const factors = given ?? (params['class_weight'] === 'balanced' ? balancedFactors(data) : null);
  if (factors === null || data.nClasses === 0) return data;
  if (estimator.weighsClasses === true) return { ...data, classWeights: factors };
  const weights = data.y.map((own, row) => (data.weights?.[row] ?? 1) * factors[own]!);
  return { ...data, weights };
}

/** nClasses: total weight / (nClasses × weight of the class), as scikit-learn's `balanced`; 1 for an empty class. */
export function balancedFactors({
  y,
  weights,
  nClasses,
}: Pick<TrainingData<FeatureMatrix>, 'y' | 'weights' | 'nClasses'>): Float64Array {
  const totals = new Float64Array(nClasses);
  for (let row = 0; row < y.length; row += 1) totals[y[row]!]! += weights?.[row] ?? 1;
  let total = 0;
  for (const weight of totals) total += weight;
  return totals.map((weight) => (weight > 0 ? total / (nClasses * weight) : 1));
}
