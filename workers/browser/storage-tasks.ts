import type { Task, TableRef } from '../tasks/task.ts';
import type { TaskMap } from '../tasks/tasks.ts';
import { appendRows, type Appended, type Load } from './append-rows.ts';
import type { BrowserDatabase } from './database.ts';
import type { BackendReport } from './probe-backends.ts';
import { stored } from './storage-error.ts';

/** What a page's task worker does beside the tasks of every host. */
export interface BrowserTaskMap extends TaskMap {
  /** Hashes, encodes and stores a load; the page goes on meanwhile. */
  'append-rows': { input: Omit<Load, 'table'> & { table: TableRef }; output: Appended };
  /** In the worker that trains, so that trainings need not probe again. */
  'probe-backends': { input: object; output: BackendReport };
}

export function appendRowsTask(
  database: () => Promise<BrowserDatabase>,
): Task<BrowserTaskMap['append-rows']['input'], Appended> {
  return {
    async run({ table, ...load }, context) {
      const db = await database();
      return stored(async () => appendRows(db, { ...load, table: await context.table(table) }));
    },
  };
}
