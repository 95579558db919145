import type { DatasetRecord, DatasetVersion } from '../../shared/records/dataset.ts';
import { liveRows } from '../../shared/records/dataset-rows.ts';
import type { TableDiff } from '../../shared/table/diff-tables.ts';
import type { OnRows } from '../datasets/rows-of-version.ts';
import type { RunOptions } from '../tasks/task.ts';
import type { Host } from './host.ts';

/**
 * What became of a dataset between two of its versions, found in a worker. Rows are told apart by their
 * numbers, which never change, or by the column that is named.
 * @throws AppError `column-unknown`, `key-not-unique`.
 */
export async function compareVersions(
  { tasks, tableRef }: Pick<Host, 'tasks' | 'tableRef'>,
  dataset: DatasetRecord,
  [before, after]: readonly [DatasetVersion, DatasetVersion],
  wish: { key?: string; atMost?: number } = {},
  options: RunOptions & { onRows?: OnRows } = {},
): Promise<TableDiff> {
  const { onRows, ...running } = options;
  const numbers = { before: liveRows(dataset, before), after: liveRows(dataset, after) };
  const input = {
    before: await tableRef(before.dataVersion, onRows),
    after: await tableRef(after.dataVersion, onRows),
    options: { ...wish, numbers },
  };
  return tasks.run('diff-tables', input, running);
}
