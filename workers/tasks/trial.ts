import { crossValidate, type CrossValidation } from '../../shared/pipelines/cross-validate.ts';
import { drive } from './drive.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';
import { runHost } from './train.ts';

export const trialTask: Task<TaskMap['trial']['input'], CrossValidation> = {
  async run({ table: ref, recipe, scope, backend, atOnce = 1 }, context) {
    const table = await context.table(ref);
    return drive(
      crossValidate({ table, recipe, scope }, runHost(context, { threads: 1, backend, atOnce })),
      context,
    );
  },
};
