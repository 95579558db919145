import { weighClasses } from '../../shared/estimators/class-weights.ts';
import type { FittedModel, OwnEstimator, Progress, TrainingData } from '../../shared/estimators/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { createMatrix } from '../../shared/numeric/matrix.ts';
import { createRng } from '../../shared/random/rng.ts';

/** Runs an own estimator to its end in this thread. */
export function fitOwn(
  estimator: OwnEstimator,
  data: TrainingData,
  params: Record<string, unknown> = {},
  onProgress: (progress: Progress) => void = () => {},
): FittedModel {
  const context = { rng: createRng(7), team: soloTeam() };
  const values = resolveParams(estimator.params, params);
  const steps = estimator.fit(weighClasses(estimator, data, values), values, context);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onProgress(step.value);
  }
}

export function trainingData(
  rows: readonly (readonly number[])[],
  y: readonly number[],
  nClasses: number,
  weights: readonly number[] | null = null,
): TrainingData {
  const nColumns = rows[0]!.length;
  return {
    X: createMatrix(rows.length, nColumns, Float64Array.from(rows.flat())),
    y: Float64Array.from(y),
    weights: weights === null ? null : Float64Array.from(weights),
    nClasses,
    featureNames: Array.from({ length: nColumns }, (_, j) => `f${j}`),
  };
}

/** The largest |a − b| / max(1, |b|). */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < b.length; i += 1) {
    const difference = Math.abs(a[i]! - b[i]!) / Math.max(1, Math.abs(b[i]!));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}
