import type { Estimator, FittedModel, ParamValues, Progress, TrainingData } from '../estimators/estimator.ts';
import type { FeatureMatrix } from '../numeric/csr.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import type { Rng } from '../random/generator.ts';
import type { TimingsRecord } from '../records/run.ts';

/** How a host trains: in this thread, over a team of threads, or on a tfjs backend. Handed in by `workers/`. */
export interface Trainer {
  fit(
    estimator: Estimator,
    data: TrainingData<FeatureMatrix>,
    params: ParamValues,
    rng: Rng,
    /** Goes on from this model of the estimator by `partialFit`, instead of from the start. */
    previous?: FittedModel | null,
  ): AsyncGenerator<Progress, FittedModel, void>;
  /** Threads that took part in the last fit, and the tfjs backend if one did. */
  readonly used: { threads: number; backend: string | null };
}

/** What the host knows and `shared/` does not reach for. */
export interface RunHost {
  readonly trainer: Trainer;
  /** Milliseconds from any fixed point; only differences are used. */
  now(): number;
  readonly engineVersion: string;
}

/** Everything a run produces; only `packageBytes` is content-addressed as the model. */
export interface RunOutcome {
  packageBytes: Uint8Array;
  modelDigest: string;
  recipeDigest: string;
  signatureDigest: string;
  dataVersion: string;
  nRows: number;
  params: ParamValues;
  train: Evaluation;
  test: Evaluation;
  /** `train_accuracy`, `test_roc_auc`, … as `treadle train --json` prints them. */
  metrics: { key: string; value: number }[];
  /** Live metrics of the fit, e.g. loss by epoch. */
  history: { key: string; value: number; step: number }[];
  importance: { feature: string; value: number }[];
  timings: TimingsRecord;
  threads: number;
  backend: string | null;
}
