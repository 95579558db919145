import { AppError } from '../../shared/errors/app-error.ts';
import { liveRows } from '../../shared/records/dataset-rows.ts';
import type { DatasetRecord, DatasetVersion } from '../../shared/records/dataset.ts';
import type { Suite } from '../../shared/records/suite.ts';
import type { Table } from '../../shared/table/table.ts';
import { withRowNumbers } from '../../shared/validation/quarantine.ts';
import { amendRows, QUARANTINED } from './amend.ts';
import type { Host } from './host.ts';

/** Rows of a version that break an error-level expectation, with their numbers and the reasons. */
export async function failingRows(
  host: Host,
  dataset: DatasetRecord,
  version: DatasetVersion,
  suite: Suite,
): Promise<{ rejected: Table; numbers: Int32Array }> {
  const table = await host.tableRef(version.dataVersion);
  const made = await host.tasks.run('quarantine', { table, suite, before: null, known: [] });
  const numbers = liveRows(dataset, version);
  return { rejected: withRowNumbers(made, numbers), numbers: made.rows.map((place) => numbers[place]!) };
}

/**
 * Takes the rows that break the suite out of the newest version, as one amendment that can be undone.
 * @throws AppError `dataset-unknown`, `storage-full`.
 */
export async function quarantineNewest(
  host: Host,
  name: string,
  suite: Suite,
): Promise<{ rejected: Table; amendmentId: string }> {
  const dataset = await host.workspace.datasets.get(name);
  const newest = dataset?.versions.at(-1);
  if (dataset === null || newest === undefined) {
    throw new AppError('dataset-unknown', { detail: `There is no dataset "${name}".` });
  }
  const { rejected, numbers } = await failingRows(host, dataset, newest, suite);
  const { amendmentId } = await amendRows(host, name, { deleted: [...numbers] }, QUARANTINED);
  return { rejected, amendmentId };
}
