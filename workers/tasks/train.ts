import { decodeCheckpoint } from '../../shared/packaging/checkpoint-file.ts';
import { ENGINE_VERSION } from '../../shared/pipelines/engine-version.ts';
import type { RunHost, RunOutcome } from '../../shared/pipelines/outcome.ts';
import { requireSameRun, runIdentity } from '../../shared/pipelines/run-identity.ts';
import { trainRecipe } from '../../shared/pipelines/train-recipe.ts';
import { dataVersion as dataVersionOf } from '../../shared/table/data-version.ts';
import type { CheckpointPort } from '../pool/fit-checkpoints.ts';
import { drive } from './drive.ts';
import type { Task, TaskContext, TrainerRequest } from './task.ts';
import type { TaskMap } from './tasks.ts';

type Input = TaskMap['train']['input'];

/** A tab that is closed loses no more than this of a training. */
const CHECKPOINT_EVERY_MS = 5000;

export const trainTask: Task<Input, RunOutcome> = {
  async run(input, context) {
    const { table: ref, recipe, threads, backend, memoryMb = null } = input;
    const table = await context.table(ref);
    const known = input.dataVersion ?? ('dataVersion' in ref ? ref.dataVersion : undefined);
    const dataVersion = known ?? dataVersionOf(table);
    const checkpoints = checkpointPort(input, dataVersion, context);
    const host = runHost(context, { threads, backend, memoryMb, checkpoints });
    const base = input.base === undefined ? {} : { base: await context.packageBytes(input.base) };
    return drive(trainRecipe({ table, recipe, dataVersion, ...base }, host), context);
  },
  transfer: ({ packageBytes }) => wholeBuffer(packageBytes),
};

/** @throws AppError `checkpoint-invalid`, `checkpoint-stale`. */
function checkpointPort(
  { recipe, resume, checkpointEveryMs = CHECKPOINT_EVERY_MS }: Input,
  dataVersion: string,
  { saveCheckpoint, hurried }: TaskContext,
): CheckpointPort {
  const of = runIdentity(recipe, dataVersion, ENGINE_VERSION);
  const from = resume === undefined ? null : decodeCheckpoint(resume);
  if (from !== null) requireSameRun(from, of);
  return { of, everyMs: checkpointEveryMs, resume: from, save: saveCheckpoint, hurried };
}

/** How a pipeline trains inside this worker. */
export function runHost({ trainer, now }: TaskContext, request: TrainerRequest): RunHost {
  return { trainer: trainer(request), now, engineVersion: ENGINE_VERSION };
}

/** A buffer can be handed over only when nothing else lies in it. */
function wholeBuffer({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}
