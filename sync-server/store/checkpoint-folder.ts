import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import type { CheckpointStore } from '../../workers/workspace.ts';
import { isThere, readIfThere, writeDurably } from './durable-file.ts';
import { storageError } from './storage-error.ts';

/** Checkpoints as files `<run id>`; a new one takes the place of the former in one step. */
export function checkpointFolder(folder: string, temporary: string): CheckpointStore {
  const pathOf = (runId: string): string => join(folder, checked(runId));
  return {
    put: (runId, file) => writeDurably(pathOf(runId), file, temporary),
    get: (runId) => readIfThere(pathOf(runId)),
    has: (runId) => isThere(pathOf(runId)),
    async delete(runId) {
      try {
        await rm(pathOf(runId), { force: true });
      } catch (thrown) {
        throw storageError(thrown);
      }
    },
  };
}

/** Run ids name files, so no path from outside reaches the disk (SEC3). */
function checked(runId: string): string {
  if (/^[\w-]{1,100}$/.test(runId)) return runId;
  throw new AppError('run-unknown', { detail: `"${runId}" is not the id of a run.` });
}
