import { liveRows } from '../../../shared/records/dataset-rows.ts';
import type { Suite } from '../../../shared/records/suite.ts';
import { asOf } from '../../../shared/records/dataset-history.ts';
import { dataVersion as dataVersionOf } from '../../../shared/table/data-version.ts';
import type { Table } from '../../../shared/table/table.ts';
import type { TableRef } from '../../../workers/tasks/task.ts';
import type { TaskRunner } from '../../../workers/tasks/tasks.ts';
import type { Invocation } from '../../command.ts';
import { filePart } from '../../file-part.ts';
import { withExistingHost, withTasks, type FolderHost } from '../../host.ts';
import { rowsRead, withProgress } from '../../output.ts';
import { existingDataset, isFile, noSuchSource, readSource } from '../../source.ts';

/** Rows to be checked, and what their dataset has to say to that. */
export interface CheckedRows {
  readonly tasks: TaskRunner;
  readonly name: string;
  readonly table: Table;
  readonly dataVersion: string;
  readonly target: string | null;
  /** Numbers that the rows have in their dataset, from 0; null for rows of a file. */
  readonly numbers: Int32Array | null;
  /** Rows of the file that could not be read. */
  readonly rejectedRows: number;
  /** The workspace's own suite for the dataset; null where there is none. */
  readonly kept: Suite | null;
  /** The dataset that the rows are of, or are to be loaded into; null for a file alone. */
  readonly stored: { readonly host: FolderHost; readonly dataset: string } | null;
  /** The rows of another version of the dataset. @throws AppError `data-version-unknown`. */
  readonly versionNamed: ((text: string) => Promise<TableRef>) | null;
}

/** @throws AppError `dataset-unknown`, `file-unreadable`, or one of the import. */
export async function withCheckedRows<T>(
  invocation: Invocation,
  work: (rows: CheckedRows) => Promise<T>,
): Promise<T> {
  const [name] = invocation.positionals as [string];
  if (!(await isFile(name))) return withDatasetRows(name, invocation, work);
  const dataset = invocation.string('dataset');
  if (dataset === undefined) {
    return withTasks(async (tasks) => work({ ...(await fileRows(tasks, name, invocation)), ...alone }));
  }
  const missing = { code: 'dataset-unknown', detail: `There is no dataset "${dataset}".` } as const;
  return withExistingHost(invocation, missing, async (host) => {
    const found = await storedFacts(host, dataset);
    const rows = await fileRows(host.tasks, name, invocation);
    return work({ ...rows, ...found, target: rows.target ?? found.target });
  });
}

const alone = { kept: null, stored: null, versionNamed: null };

function fileRows(tasks: TaskRunner, path: string, invocation: Invocation) {
  const { signal } = invocation;
  return withProgress('read', async (onProgress) => {
    const read = { edits: filePart(invocation), signal, onProgress };
    const { name, table, report } = await readSource(tasks, path, read);
    return {
      tasks,
      name,
      table,
      numbers: null,
      dataVersion: dataVersionOf(table),
      target: invocation.string('target') ?? null,
      rejectedRows: report.rejectedCount,
    };
  });
}

async function storedFacts(host: FolderHost, name: string) {
  const { dataset } = await existingDataset(host, name);
  return {
    target: dataset.target,
    kept: await host.workspace.suites.get(name),
    stored: { host, dataset: name },
    versionNamed: (text: string) => host.tableRef(asOf(dataset, text).dataVersion),
  };
}

function withDatasetRows<T>(
  name: string,
  invocation: Invocation,
  work: (rows: CheckedRows) => Promise<T>,
): Promise<T> {
  return withExistingHost(invocation, noSuchSource(name), async (host) => {
    const { dataset, dataVersion: newest } = await existingDataset(host, name);
    const wanted = invocation.string('as-of');
    const dataVersion = wanted === undefined ? newest : asOf(dataset, wanted).dataVersion;
    const found = await storedFacts(host, name);
    const table = await withProgress('read', (onProgress) =>
      host.workspace.datasets.table(dataVersion, rowsRead(onProgress, invocation.signal)),
    );
    return work({
      ...found,
      tasks: host.tasks,
      name,
      table,
      numbers: liveRows(
        dataset,
        dataset.versions.findLast((version) => version.dataVersion === dataVersion)!,
      ),
      dataVersion,
      target: invocation.string('target') ?? found.target,
      rejectedRows: 0,
    });
  });
}
