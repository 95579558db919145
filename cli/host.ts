import { existsSync } from 'node:fs';
import { availableParallelism, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { v7 } from 'uuid';
import { AppError } from '../shared/errors/app-error.ts';
import type { ErrorCode } from '../shared/errors/catalogue.ts';
import { ENGINE_VERSION } from '../shared/pipelines/engine-version.ts';
import { readConfig, readConfigFile, type ServerConfig } from '../sync-server/config.ts';
import { openWorkspace, type ServerWorkspace, type StorageOptions } from '../sync-server/store/workspace.ts';
import type { Host } from '../workers/lifecycle/host.ts';
import { isInterrupted, settleInterruptedRuns } from '../workers/lifecycle/interrupted-runs.ts';
import { settleInterruptedSweeps } from '../workers/lifecycle/sweep/interrupted.ts';
import { createNodeTasks } from '../workers/node/node-tasks.ts';
import { laneWidths } from '../workers/tasks/lanes.ts';
import type { TaskRunner } from '../workers/tasks/tasks.ts';
import type { Invocation } from './command.ts';
import { note } from './output.ts';
import { remoteBlobs } from './remote-blobs.ts';
import { processLocks, type ProcessLocks } from './process-locks.ts';

const DEFAULT_WORKSPACE = 'treadle-workspace';

/** A lifecycle host over a workspace folder that other processes may hold open too. */
export interface FolderHost extends Host {
  readonly workspace: ServerWorkspace;
  readonly locks: ProcessLocks;
}

export function workspaceFolder(invocation: Invocation): string {
  return resolve(invocation.string('workspace') ?? serverConfig().workspace ?? DEFAULT_WORKSPACE);
}

/** Settings of the environment and of treadle.config.json, below the given flags. @throws AppError `config-invalid`. */
export function serverConfig(flags: Record<string, unknown> = {}): ServerConfig {
  return readConfig({ flags, environment: process.env, file: readConfigFile() });
}

function storageOf(invocation: Invocation): StorageOptions {
  return storageOptions(serverConfig({ databaseUrl: invocation.string('database-url') }));
}

/** Where log and artifacts are, when they are shared. */
export function storageOptions({ databaseUrl, s3 }: ServerConfig): StorageOptions {
  return {
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(s3 === undefined ? {} : { s3 }),
  };
}

/** Opens the workspace folder for one command, making it when it is not there, and closes it after. */
export async function withHost<T>(
  invocation: Invocation,
  work: (host: FolderHost) => Promise<T>,
): Promise<T> {
  const folder = workspaceFolder(invocation);
  const workspace = await namingTheFolder(folder, () => openWorkspace(folder, storageOf(invocation)));
  const tasks = createNodeTasks();
  try {
    const blobs = await remoteBlobs(workspace);
    const host = hostOf({ ...workspace, blobs }, tasks, processLocks(folder));
    await settleRuns(host);
    await settleSweeps(host);
    return await work(host);
  } finally {
    await tasks.close();
    await workspace.close();
  }
}

/**
 * The same for commands that use what is there already: a mistyped folder is not made.
 * @throws AppError `missing`, the code for what cannot be found without a workspace.
 */
export async function withExistingHost<T>(
  invocation: Invocation,
  missing: { code: ErrorCode; detail: string; remedy?: string },
  work: (host: FolderHost) => Promise<T>,
): Promise<T> {
  if (hasWorkspace(invocation)) return withHost(invocation, work);
  throw new AppError(missing.code, {
    detail: `${missing.detail} There is no workspace at ${workspaceFolder(invocation)}.`,
    remedy:
      missing.remedy ??
      'Name its folder with --workspace, or fill a new one with `treadle train` or `treadle demo`.',
  });
}

export function hasWorkspace(invocation: Invocation): boolean {
  return existsSync(workspaceFolder(invocation));
}

/** Task threads without any workspace, for one command. */
export async function withTasks<T>(work: (tasks: TaskRunner) => Promise<T>): Promise<T> {
  const tasks = createNodeTasks();
  try {
    return await work(tasks);
  } finally {
    await tasks.close();
  }
}

function hostOf(workspace: ServerWorkspace, tasks: TaskRunner, locks: ProcessLocks): FolderHost {
  return {
    workspace,
    tasks,
    locks,
    tableRef: async (version, onRows) => ({ table: await workspace.datasets.table(version, onRows) }),
    packageRef: async (digest) => ({ bytes: await packageBytes(workspace.blobs, digest) }),
    now: () => new Date(),
    newId: () => v7(),
    author: userName(),
    kind: 'cli',
    parallelTrials: laneWidths(availableParallelism()).trials,
    environment: {
      engineVersion: ENGINE_VERSION,
      host: 'cli',
      runtime: `Node ${process.version}`,
      commit: null,
    },
    async whileTraining(runId, train) {
      const lock = locks.take(trainingLock(runId));
      if (lock === null)
        throw new AppError('run-under-way', { detail: `Another process is training the run ${runId}.` });
      try {
        return await train();
      } finally {
        lock.retire();
      }
    },
  };
}

/** Empty where the system has no name for the user, as in some containers. */
function userName(): string {
  try {
    return userInfo().username;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ERR_SYSTEM_ERROR') throw thrown;
    return '';
  }
}

const trainingLock = (runId: string): string => `train-${runId}`;

/**
 * Records the runs of processes that died while they trained as interrupted. Whoever trains a run holds
 * its lock from before its draft is stored until after it is gone, so a draft whose lock is free has no owner.
 */
async function settleRuns(host: FolderHost): Promise<void> {
  for (const draft of await host.workspace.drafts.list()) {
    const { runId } = draft;
    if (isInterrupted(draft)) continue;
    const lock = host.locks.take(trainingLock(runId));
    if (lock === null) continue;
    try {
      const settled = await settleInterruptedRuns(host, async (other) => other !== runId);
      for (const { run, resumable } of settled) {
        const outlook = resumable
          ? `\`treadle train --resume ${runId}\` takes it up where it was`
          : `it is recorded as ${run.status}`;
        note(`The run ${runId} was interrupted; ${outlook}.`);
      }
    } finally {
      lock.retire();
    }
  }
}

/** The same for sweeps. */
async function settleSweeps(host: FolderHost): Promise<void> {
  for (const { sweepId, status } of await host.workspace.sweeps.list()) {
    if (status !== 'RUNNING') continue;
    const lock = host.locks.take(trainingLock(sweepId));
    if (lock === null) continue;
    try {
      const settled = await settleInterruptedSweeps(host, async (other) => other !== sweepId);
      for (const { name } of settled)
        note(`The sweep "${name}" was interrupted; \`treadle sweep --continue ${sweepId}\` goes on with it.`);
    } finally {
      lock.retire();
    }
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

/** Storage errors name no path, since they also go out over HTTP; on the command line it is what helps. */
export async function namingTheFolder<T>(folder: string, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.code !== 'workspace-broken') throw thrown;
    const reason = error.cause instanceof Error ? error.cause.message : error.detail;
    throw new AppError('workspace-broken', {
      detail: `The workspace ${folder} cannot be opened: ${reason}.`,
      remedy:
        error.cause instanceof Error
          ? 'Check that it is a folder that you may write to, or name another with --workspace.'
          : error.remedy,
      cause: thrown,
    });
  }
}
