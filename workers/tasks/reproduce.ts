import { reproduce } from '../../shared/pipelines/reproduce.ts';
import { drive } from './drive.ts';
import { openedModel } from './opened-models.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';
import { runHost } from './train.ts';

export const reproduceTask: Task<TaskMap['reproduce']['input'], TaskMap['reproduce']['output']> = {
  async run({ model, table, ...request }, context) {
    const original = await openedModel(model, context);
    return drive(reproduce(original, await context.table(table), runHost(context, request)), context);
  },
};
