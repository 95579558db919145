import { createHash } from 'node:crypto';
import { weighClasses } from '../../shared/estimators/class-weights.ts';
import { decisionTree } from '../../shared/estimators/decision-tree/estimator.ts';
import type {
  FittedModel,
  ModelState,
  OwnEstimator,
  Team,
  TrainingData,
} from '../../shared/estimators/estimator.ts';
import { extraTrees } from '../../shared/estimators/extra-trees/estimator.ts';
import { gradientBoosting } from '../../shared/estimators/gradient-boosting/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { randomForest } from '../../shared/estimators/random-forest/estimator.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { createRng } from '../../shared/random/rng.ts';

export const treeEstimators: readonly OwnEstimator[] = [
  randomForest,
  decisionTree,
  gradientBoosting,
  extraTrees,
];

/** Fits to the end, in this thread. */
export function fitNow(
  estimator: OwnEstimator,
  data: TrainingData,
  params: Record<string, unknown> = {},
  seed = 42,
): FittedModel {
  return fitWatched(estimator, data, params, { seed }).model;
}

export interface FitOptions {
  readonly seed?: number;
  readonly team?: Team;
  readonly resume?: ModelState;
}

export interface WatchedFit {
  readonly model: FittedModel;
  /** One for each step that offers it, copied. */
  readonly checkpoints: readonly ModelState[];
  readonly metrics: readonly { key: string; value: number; step: number }[];
}

/** Fits to the end and keeps what it reports. */
export function fitWatched(
  estimator: OwnEstimator,
  data: TrainingData,
  params: Record<string, unknown>,
  { seed = 42, team = soloTeam(), resume }: FitOptions = {},
): WatchedFit {
  const context = { rng: createRng(seed), team, ...(resume === undefined ? {} : { resume }) };
  const values = resolveParams(estimator.params, params);
  const steps = estimator.fit(weighClasses(estimator, data, values), values, context);
  const checkpoints: ModelState[] = [];
  const metrics: WatchedFit['metrics'][number][] = [];
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return { model: step.value, checkpoints, metrics };
    if (step.value.checkpoint !== undefined) checkpoints.push(structuredClone(step.value.checkpoint()));
    metrics.push(...(step.value.metrics ?? []));
  }
}

/** Every byte of the model's state. */
export const stateDigest = (model: FittedModel): string => digestOf(model.state());

export function digestOf({ config, tensors }: ModelState): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(config));
  for (const { name, shape, data } of tensors) {
    hash.update(JSON.stringify([name, shape]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}
