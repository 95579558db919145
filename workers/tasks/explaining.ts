import type { Progress } from '../../shared/estimators/estimator.ts';
import { modelDependence, modelImportance } from '../../shared/pipelines/explain-model.ts';
import { explainPrediction } from '../../shared/pipelines/explain-prediction.ts';
import { drive } from './drive.ts';
import { openedModel } from './opened-models.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';

type Explaining = 'explain' | 'importance' | 'dependence';

/** What a model leans on, and why it answered as it did. */
export const explainingTasks: {
  [N in Explaining]: Task<TaskMap[N]['input'], TaskMap[N]['output']>;
} = {
  explain: {
    run: async ({ model, features }, context) =>
      explainPrediction(await openedModel(model, context), features),
  },
  importance: {
    async run({ model, table, ...wish }, context) {
      const served = await openedModel(model, context);
      return drive(stepping(modelImportance(served, await context.table(table), wish)), context);
    },
  },
  dependence: {
    async run({ model, table, ...wish }, context) {
      const served = await openedModel(model, context);
      return drive(stepping(modelDependence(served, await context.table(table), wish)), context);
    },
  },
};

async function* stepping<T>(steps: Generator<Progress, T, void>): AsyncGenerator<Progress, T, void> {
  return yield* steps;
}
