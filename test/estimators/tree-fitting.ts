import { createHash } from 'node:crypto';
import { weighClasses } from '../../shared/estimators/class-weights.ts';
import { decisionTree } from '../../shared/estimators/decision-tree/estimator.ts';
import type { FittedModel, OwnEstimator, TrainingData } from '../../shared/estimators/estimator.ts';
import { gradientBoosting } from '../../shared/estimators/gradient-boosting/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { randomForest } from '../../shared/estimators/random-forest/estimator.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { createRng } from '../../shared/random/rng.ts';

export const treeEstimators: readonly OwnEstimator[] = [randomForest, decisionTree, gradientBoosting];

/** Fits to the end, in this thread. */
export function fitNow(
  estimator: OwnEstimator,
  data: TrainingData,
  params: Record<string, unknown> = {},
  seed = 42,
): FittedModel {
  const context = { rng: createRng(seed), team: soloTeam() };
  const values = resolveParams(estimator.params, params);
  const steps = estimator.fit(weighClasses(estimator, data, values), values, context);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** Every byte of the model's state. */
export function stateDigest(model: FittedModel): string {
  const hash = createHash('sha256');
  const { config, tensors } = model.state();
  hash.update(JSON.stringify(config));
  for (const { name, shape, data } of tensors) {
    hash.update(JSON.stringify([name, shape]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}
