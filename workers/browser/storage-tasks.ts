import { type ChangedDataset, type DatasetChange } from '../datasets/change-dataset.ts';
import type { Task, TableRef } from '../tasks/task.ts';
import type { TaskMap } from '../tasks/tasks.ts';
import { changeStored } from './change-stored.ts';
import type { BrowserDatabase } from './database.ts';
import type { BackendReport } from './probe-backends.ts';
import { stored } from './storage-error.ts';

type Load = Extract<DatasetChange, { kind: 'load' }>;

/** A change with the table apart, so that it can travel in shared memory. */
export type ChangeInput =
  | { readonly change: Omit<Load, 'table'>; readonly rows: TableRef }
  | { readonly change: Exclude<DatasetChange, Load>; readonly rows: null };

/** What a page's task worker does beside the tasks of every host. */
export interface BrowserTaskMap extends TaskMap {
  /** Hashes, encodes and stores what becomes of a dataset; the page goes on meanwhile. */
  'change-dataset': { input: ChangeInput; output: ChangedDataset };
  /** In the worker that trains, so that trainings need not probe again. */
  'probe-backends': { input: object; output: BackendReport };
}

/** What a page sends to its worker for a change. */
export function changeInput(change: DatasetChange): ChangeInput {
  if (change.kind !== 'load') return { change, rows: null };
  const { table, ...rest } = change;
  return { change: rest, rows: { table } };
}

export function changeDatasetTask(
  database: () => Promise<BrowserDatabase>,
): Task<ChangeInput, ChangedDataset> {
  return {
    async run({ change, rows }, context) {
      const db = await database();
      const whole: DatasetChange = rows === null ? change : { ...change, table: await context.table(rows) };
      return stored(() => changeStored(db, whole));
    },
  };
}
