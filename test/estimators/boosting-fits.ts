import type { FitContext, ModelState, TrainingData } from '../../shared/estimators/estimator.ts';
import { gradientBoosting } from '../../shared/estimators/gradient-boosting/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { BoostingTarget } from './boosting-data.ts';
import { stateDigest } from './tree-fitting.ts';

/** Fits that go every way through the engine; more rows than one thread partitions alone. */
export interface BoostingFit {
  readonly name: string;
  readonly target: BoostingTarget;
  readonly nRows: number;
  readonly params: Record<string, unknown>;
  readonly monotone?: readonly number[];
}

export const boostingFits: readonly BoostingFit[] = [
  { name: 'two classes', target: 'binary', nRows: 12_000, params: { max_iter: 5 } },
  { name: 'three classes', target: 'three', nRows: 9_000, params: { max_iter: 4 } },
  { name: 'numbers', target: 'number', nRows: 9_000, params: { max_iter: 6 } },
  {
    name: 'samples of rows and features, level by level, until nothing gets better',
    target: 'binary',
    nRows: 9_000,
    params: {
      max_iter: 60,
      learning_rate: 0.5,
      subsample: 0.6,
      colsample_bytree: 0.6,
      grow_policy: 'depthwise',
      max_depth: 4,
      early_stopping: true,
      n_iter_no_change: 3,
    },
  },
  {
    name: 'counts, monotone, regularised',
    target: 'count',
    nRows: 9_000,
    params: { max_iter: 6, loss: 'poisson', reg_alpha: 1, l2_regularization: 2, min_split_gain: 0.1 },
    monotone: [1, 0, 0, 0, 0, 0, 0],
  },
  { name: 'medians', target: 'number', nRows: 5_000, params: { max_iter: 5, loss: 'absolute_error' } },
];

/** Takes a fit to its end, or to the checkpoint after `stopAt` rounds. */
export function runFit(
  data: TrainingData,
  fit: BoostingFit,
  context: Omit<FitContext, 'rng'>,
  stopAt = Infinity,
): { digest: string; checkpoint: ModelState | null } {
  const given = fit.monotone === undefined ? data : { ...data, monotone: Int8Array.from(fit.monotone) };
  const params = resolveParams(gradientBoosting.params, fit.params);
  const steps = gradientBoosting.fit(given, params, { rng: createRng(42), ...context });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return { digest: stateDigest(step.value), checkpoint: null };
    const { done, checkpoint } = step.value;
    if (done >= stopAt && checkpoint !== undefined)
      return { digest: '', checkpoint: structuredClone(checkpoint()) };
  }
}
