import { reproduce } from '../../shared/pipelines/reproduce.ts';
import { drive } from './drive.ts';
import { openedModel } from './opened-models.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';
import { runHost } from './train.ts';

export const reproduceTask: Task<TaskMap['reproduce']['input'], TaskMap['reproduce']['output']> = {
  async run({ model, table, base: baseRef, ...request }, context) {
    const original = await openedModel(model, context);
    // What the own engine made, it makes again to the byte, whatever GPU there is now.
    const own = original.manifest.golden.tolerance === 0 ? 'own' : null;
    const host = runHost(context, { ...request, backend: request.backend ?? own });
    const base = baseRef === undefined ? undefined : await context.packageBytes(baseRef);
    return drive(reproduce(original, await context.table(table), host, base), context);
  },
};
