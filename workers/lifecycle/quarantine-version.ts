import { AppError } from '../../shared/errors/app-error.ts';
import { liveRows } from '../../shared/records/dataset-rows.ts';
import type { Suite } from '../../shared/records/suite.ts';
import type { Table } from '../../shared/table/table.ts';
import { amendRows, QUARANTINED } from './amend.ts';
import type { Host } from './host.ts';

/** Rows of a version that break an error-level expectation, with their places and the reasons. */
export async function failingRows(
  host: Host,
  dataVersion: string,
  suite: Suite,
): Promise<{ rejected: Table; places: Int32Array }> {
  const table = await host.tableRef(dataVersion);
  const made = await host.tasks.run('quarantine', { table, suite, before: null, known: [] });
  return { rejected: made.rejected, places: made.rows };
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
  const { rejected, places } = await failingRows(host, newest.dataVersion, suite);
  const numbers = liveRows(dataset, newest);
  const deleted = [...places].map((place) => numbers[place]!);
  const { amendmentId } = await amendRows(host, name, { deleted }, QUARANTINED);
  return { rejected, amendmentId };
}
