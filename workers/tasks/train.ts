import { ENGINE_VERSION } from '../../shared/pipelines/engine-version.ts';
import type { RunHost, RunOutcome } from '../../shared/pipelines/outcome.ts';
import { trainRecipe } from '../../shared/pipelines/train-recipe.ts';
import { drive } from './drive.ts';
import type { Task, TaskContext, TrainerRequest } from './task.ts';
import type { TaskMap } from './tasks.ts';

export const trainTask: Task<TaskMap['train']['input'], RunOutcome> = {
  async run({ table: ref, recipe, dataVersion, ...request }, context) {
    const table = await context.table(ref);
    const known = dataVersion ?? ('dataVersion' in ref ? ref.dataVersion : undefined);
    const input = { table, recipe, ...(known === undefined ? {} : { dataVersion: known }) };
    return drive(trainRecipe(input, runHost(context, request)), context);
  },
  transfer: ({ packageBytes }) => wholeBuffer(packageBytes),
};

/** How a pipeline trains inside this worker. */
export function runHost({ trainer, now }: TaskContext, { threads, backend }: TrainerRequest): RunHost {
  return { trainer: trainer({ threads, backend }), now, engineVersion: ENGINE_VERSION };
}

/** A buffer can be handed over only when nothing else lies in it. */
function wholeBuffer({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
