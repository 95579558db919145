import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { v7 } from 'uuid';
import { AppError } from '../shared/errors/app-error.ts';
import { ENGINE_VERSION } from '../shared/pipelines/engine-version.ts';
import type { DatasetRecord } from '../shared/records/dataset.ts';
import type { ImportReport } from '../shared/table/import-plan.ts';
import { openWorkspace } from '../sync-server/store/workspace.ts';
import type { Host } from '../workers/lifecycle/host.ts';
import { loadFile } from '../workers/lifecycle/load.ts';
import { createNodeTasks } from '../workers/node/node-tasks.ts';
import type { RunOptions } from '../workers/tasks/task.ts';
import type { Invocation } from './command.ts';

export const DEFAULT_WORKSPACE = 'treadle-workspace';

export function workspaceFolder(invocation: Invocation): string {
  return resolve(invocation.string('workspace') ?? DEFAULT_WORKSPACE);
}

/** Opens the workspace folder for one command and closes it after, whatever happens. */
export async function withHost<T>(invocation: Invocation, work: (host: Host) => Promise<T>): Promise<T> {
  const workspace = await openWorkspace(workspaceFolder(invocation));
  const tasks = createNodeTasks();
  const host: Host = {
    workspace,
    tasks,
    tableRef: async (dataVersion) => ({ table: await workspace.datasets.table(dataVersion) }),
    packageRef: async (digest) => ({ bytes: await packageBytes(workspace.blobs, digest) }),
    now: () => new Date(),
    newId: () => v7(),
    kind: 'cli',
    environment: {
      engineVersion: ENGINE_VERSION,
      host: 'cli',
      runtime: `Node ${process.version}`,
      commit: null,
    },
    whileTraining: (_runId, train) => train(),
  };
  try {
    return await work(host);
  } finally {
    await tasks.close();
    await workspace.close();
  }
}

async function packageBytes(blobs: Host['workspace']['blobs'], digest: string): Promise<Uint8Array> {
  const bytes = await blobs.get(digest);
  if (bytes === null)
    throw new AppError('blob-unknown', {
      detail: `The package ${digest.slice(0, 12)}… is not in this workspace.`,
    });
  return bytes;
}

export interface Source {
  readonly dataset: DatasetRecord;
  readonly dataVersion: string;
  /** null when an existing dataset was named. */
  readonly report: ImportReport | null;
}

/**
 * `FILE|DATASET`: a file is loaded as a dataset named after it (the same file again adds nothing); else
 * the newest version of the dataset of that name.
 */
export async function openSource(
  host: Host,
  name: string,
  target: string | null,
  options: RunOptions,
): Promise<Source> {
  if (!existsSync(name)) return existingDataset(host, name);
  const file = await readBytes(name);
  const dataset = basename(name).replace(/\.(csv|tsv|txt)$/i, '');
  return loadFile(host, { file, fileName: basename(name), dataset, target }, options);
}

/** @throws AppError `file-unreadable`. */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    if ((await stat(path)).isDirectory())
      throw new AppError('file-unreadable', { detail: `"${path}" is a folder.` });
    return await readFile(path);
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    const reason = (thrown as NodeJS.ErrnoException).code ?? String(thrown);
    throw new AppError('file-unreadable', { detail: `"${path}" cannot be read (${reason}).`, cause: thrown });
  }
}

async function existingDataset(host: Host, name: string): Promise<Source> {
  const dataset = await host.workspace.datasets.get(name);
  const newest = dataset?.versions.at(-1);
  if (dataset === null || newest === undefined) {
    const known = (await host.workspace.datasets.list()).map((entry) => entry.name);
    throw new AppError('dataset-unknown', {
      detail: `"${name}" is neither a file nor a dataset of this workspace${known.length > 0 ? ` (datasets: ${known.join(', ')})` : ''}.`,
      remedy: 'Give the path of a CSV file, or the name of a dataset loaded before.',
    });
  }
  return { dataset, dataVersion: newest.dataVersion, report: null };
}
