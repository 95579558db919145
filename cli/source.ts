import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AppError } from '../shared/errors/app-error.ts';
import type { DatasetRecord } from '../shared/records/dataset.ts';
import { REJECTION_WORDING, type ImportEdits, type ImportReport } from '../shared/table/import-plan.ts';
import type { Table } from '../shared/table/table.ts';
import { dataVersion } from '../shared/table/data-version.ts';
import { appendTable, datasetNameOf, readFileTable } from '../workers/lifecycle/load.ts';
import type { RunOptions } from '../workers/tasks/task.ts';
import type { TaskRunner } from '../workers/tasks/tasks.ts';
import type { FolderHost } from './host.ts';
import { note } from './output.ts';

/** A file of rows, read but not stored. */
export interface FileSource {
  readonly fileName: string;
  /** What its dataset is called: the file name without its ending. */
  readonly name: string;
  readonly table: Table;
  readonly report: ImportReport;
}

/** Rows in the workspace. */
export interface StoredSource {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
}

/** Whether `FILE|DATASET` is a file; a folder that bears the name of a dataset does not hide it. */
export async function isFile(name: string): Promise<boolean> {
  try {
    return !(await stat(name)).isDirectory();
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw unreadable(name, thrown);
  }
}

/**
 * Reads a file of any known format in a worker and notes what one should know about it.
 * @throws AppError `file-unreadable`, or one of the import (`empty-file`, `no-rows`, `not-text`, …).
 */
export async function readSource(
  tasks: TaskRunner,
  path: string,
  { edits = {}, ...options }: RunOptions & { edits?: ImportEdits },
): Promise<FileSource> {
  const [file, fileName] = [{ path: resolve(path) }, basename(path)];
  const { table, report } = await namingTheFile(path, () =>
    readFileTable({ tasks }, { file, fileName, edits }, options),
  );
  noteReport(fileName, report);
  return { fileName, name: datasetNameOf(fileName), table, report };
}

/** What a file is refused for says which file it was. */
export async function namingTheFile<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.status !== 422) throw thrown;
    const { code, detail, remedy, errors, extra } = error;
    throw new AppError(code, { detail: `"${path}": ${detail}`, remedy, errors, extra, cause: thrown });
  }
}

const SHOWN_ROWS = 3;

/** Says on stderr what one should know about a file that was read. */
export function noteReport(fileName: string, { warnings, rejected, rejectedCount }: ImportReport): void {
  for (const { detail } of warnings) note(`${fileName}: ${detail}`);
  if (rejectedCount === 0) return;
  const places = rejected
    .slice(0, SHOWN_ROWS)
    .map(({ line, reason }) => `line ${line} has ${REJECTION_WORDING[reason]}`);
  const more = rejectedCount > SHOWN_ROWS ? ', …' : '';
  note(
    `${fileName}: ${rejectedCount} ${rejectedCount === 1 ? 'row does' : 'rows do'} not fit the header and ${rejectedCount === 1 ? 'is' : 'are'} left out (${places.join(', ')}${more}).`,
  );
}

/**
 * Stores exactly the rows of a file: under the file's name where that is free or holds these very rows,
 * else under the first of `name-2`, `name-3`, … for which that is so. With `append` the rows are added to
 * the dataset of the file's name instead, and the version with all its rows is given.
 * @throws AppError `schema-mismatch` with `append`, `storage-full`.
 */
export function storeSource(
  host: FolderHost,
  source: FileSource,
  target: string,
  { append, signal }: { append: boolean; signal: AbortSignal },
): Promise<StoredSource> {
  // Only one process at a time decides which name is free.
  return host.locks.during('load-file', signal, () =>
    append ? appended(host, source, target) : storedExactly(host, source, target),
  );
}

async function appended(host: FolderHost, source: FileSource, target: string): Promise<StoredSource> {
  const loaded = await addTo(host, source.name, source, target);
  const rows = loaded.dataset.versions.at(-1)!.nRows;
  const what = loaded.added ? `${source.table.nRows} rows added to` : 'These rows are already in';
  note(`${what} the dataset "${source.name}", which has ${rows} rows now.`);
  return loaded;
}

async function storedExactly(host: FolderHost, source: FileSource, target: string): Promise<StoredSource> {
  const { datasets } = host.workspace;
  let version: string | null = null;
  for (let at = 1; ; at++) {
    const name = at === 1 ? source.name : `${source.name}-${at}`;
    const dataset = await datasets.get(name);
    if (dataset === null) {
      if (at > 1) noteNewName(source, name);
      return addTo(host, name, source, target);
    }
    version ??= dataVersion(source.table);
    if (dataset.versions.some((known) => known.dataVersion === version)) {
      if (at > 1) noteNewName(source, name);
      return { dataset, dataVersion: version };
    }
  }
}

function noteNewName({ fileName, name }: FileSource, stored: string): void {
  note(
    `${fileName} differs from the dataset "${name}": its rows are the dataset "${stored}". (--append adds them to "${name}".)`,
  );
}

function addTo(host: FolderHost, dataset: string, { table, fileName, report }: FileSource, target: string) {
  return appendTable(host, { dataset, table, target, fileName, report });
}

/** The newest version of the dataset of that name. @throws AppError `dataset-unknown`. */
export async function existingDataset(host: FolderHost, name: string): Promise<StoredSource> {
  const dataset = await host.workspace.datasets.get(name);
  const newest = dataset?.versions.at(-1);
  if (dataset !== null && newest !== undefined) return { dataset, dataVersion: newest.dataVersion };
  const known = (await host.workspace.datasets.list()).map((entry) => entry.name);
  throw new AppError('dataset-unknown', {
    detail: `${neither(name)}${known.length > 0 ? ` Datasets here: ${known.join(', ')}.` : ''}`,
    remedy: 'Give the path of a CSV file, or the name of a dataset loaded before.',
  });
}

const neither = (name: string): string => `"${name}" is neither a file nor a dataset of the workspace.`;

/** For what is no file where there is no workspace either. */
export const noSuchSource = (name: string) =>
  ({
    code: 'dataset-unknown',
    detail: neither(name),
    remedy: 'Give the path of a CSV file, or name the workspace of the dataset with --workspace.',
  }) as const;

/** @throws AppError `file-unreadable`. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'no permission',
  EPERM: 'no permission',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};

function unreadable(path: string, thrown: unknown): AppError {
  const { code = '', message } = thrown as NodeJS.ErrnoException;
  return new AppError('file-unreadable', {
    detail: `"${path}" cannot be read: ${REASONS[code] ?? message}.`,
    cause: thrown,
  });
}
