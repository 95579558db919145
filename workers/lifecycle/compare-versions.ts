import type { DatasetRecord, DatasetVersion } from '../../shared/records/dataset.ts';
import { liveRows } from '../../shared/records/dataset-rows.ts';
import { diffTables, type TableDiff } from '../../shared/table/diff-tables.ts';
import type { Host } from './host.ts';

/**
 * What became of a dataset between two of its versions. Rows are told apart by their numbers, which never
 * change, or by the column that is named.
 * @throws AppError `column-unknown`, `key-not-unique`.
 */
export async function compareVersions(
  { workspace }: Pick<Host, 'workspace'>,
  dataset: DatasetRecord,
  [before, after]: readonly [DatasetVersion, DatasetVersion],
  options: { key?: string; atMost?: number } = {},
): Promise<TableDiff> {
  const [old, now] = [
    await workspace.datasets.table(before.dataVersion),
    await workspace.datasets.table(after.dataVersion),
  ];
  const numbers = { before: liveRows(dataset, before), after: liveRows(dataset, after) };
  return diffTables(old, now, { ...options, numbers });
}
