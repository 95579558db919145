import {
  crossValidate,
  crossValidatePrepared,
  type CrossValidation,
} from '../../shared/pipelines/cross-validate.ts';
import { drive } from './drive.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';
import { runHost } from './train.ts';

export const trialTask: Task<TaskMap['trial']['input'], CrossValidation> = {
  async run({ table: ref, recipe, scope, prepared, backend, memoryMb = null, atOnce = 1 }, context) {
    const host = runHost(context, { threads: 1, backend, memoryMb, atOnce });
    const judging =
      prepared === undefined
        ? crossValidate({ table: await context.table(ref), recipe, scope }, host)
        : crossValidatePrepared(recipe, prepared, host);
    return drive(judging, context);
  },
};
