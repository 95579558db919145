import { AppError } from '../../shared/errors/app-error.ts';
import type { ServingModel } from '../../shared/pipelines/serving-model.ts';
import { openedModel } from './opened-models.ts';
import type { Task, TaskContext } from './task.ts';
import type { PredictionOutcome, TaskMap } from './tasks.ts';

export const predictTask: Task<TaskMap['predict']['input'], TaskMap['predict']['output']> = {
  async run({ model, instances, topK }, context) {
    const served = await openedModel(model, context);
    return { answers: predictTimed(served, instances, context, topK === undefined ? {} : { topK }) };
  },
};

/** Answers in order; each carries its share of the time that all of them took. */
export function predictTimed(
  served: ServingModel,
  instances: readonly unknown[],
  { now }: Pick<TaskContext, 'now'>,
  options: { topK?: number } = {},
): PredictionOutcome[] {
  const started = now();
  const outcomes = served.predictAll(instances, options);
  const latencyMs = (now() - started) / Math.max(1, instances.length);
  return outcomes.map((outcome) =>
    outcome instanceof AppError ? { problem: problemOf(outcome) } : { ...outcome, latencyMs },
  );
}

function problemOf({
  code,
  detail,
  remedy,
  errors,
}: AppError): Extract<PredictionOutcome, { problem: unknown }>['problem'] {
  return { code, detail, remedy, ...(errors.length > 0 ? { errors } : {}) };
}
