import { expose, releaseProxy, transfer, type Endpoint, type ProxyMethods } from 'comlink';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Progress } from '../../shared/estimators/estimator.ts';
import type { Trainer } from '../../shared/pipelines/outcome.ts';
import type { ByteSource } from '../../shared/table/packed/byte-source.ts';
import type { Table } from '../../shared/table/table.ts';
import type { OnRows } from '../datasets/rows-of-version.ts';
import { installErrorTransfer } from './error-transfer.ts';
import { fileSource } from './file-chunks.ts';
import { throttleProgress } from './progress.ts';
import { shareTable } from './share-table.ts';
import type { TableWindow, Task, TaskContext, TrainerRequest } from './task.ts';
import type { TaskShapes } from './tasks.ts';

/** What crosses the boundary to a task worker. */
export interface RemoteTasks {
  /** `call` is the caller's number for this run, by which it may be aborted. */
  run(
    call: number,
    name: string,
    input: unknown,
    onProgress: ((progress: Progress) => void) | null,
    onCheckpoint: ((file: Uint8Array) => Promise<boolean>) | null,
  ): Promise<unknown>;
  abort(call: number): void;
  /** The caller wishes for a checkpoint soon. */
  hurry(call: number): void;
}

/** What the worker's host gives to tasks. */
export interface TaskServices {
  /** @throws AppError `data-version-unknown`, or what `onRows` throws. */
  table(dataVersion: string, onRows: OnRows): Promise<Table>;
  /** Where windows are read without the rest; null when all of it is at hand. @throws AppError `data-version-unknown`. */
  peek?(dataVersion: string, from: number, count: number): Promise<TableWindow | null>;
  /** @throws AppError `blob-unknown`. */
  packageBytes(digest: string): Promise<Uint8Array>;
  /** Where workers have paths. @throws AppError `file-unreadable`. */
  openPath?(path: string): Promise<ByteSource>;
  /** Whether large tables leave in shared memory: a page then need not copy them for its next task. */
  readonly sharesTables?: boolean;
  trainer(request: TrainerRequest, signal: AbortSignal): Trainer;
}

export type Tasks<Map extends { [N in keyof Map]: TaskShapes[string] }> = {
  readonly [N in keyof Map]: Task<Map[N]['input'], Map[N]['output']>;
};

/** The worker's side of the task protocol: runs what it is asked to and answers on `endpoint`. */
export function serveTasks<Map extends { [N in keyof Map]: TaskShapes[string] }>(
  tasks: Tasks<Map>,
  services: TaskServices,
  endpoint: Endpoint,
): void {
  installErrorTransfer();
  const running = new Map<number, Running>();
  const remote: RemoteTasks = {
    async run(call, name, input, onProgress, onCheckpoint) {
      const state: Running = { controller: new AbortController(), hurry: false };
      running.set(call, state);
      // Reports travel by a channel of their own: without this the answer could overtake the last one.
      let delivered: unknown = null;
      const send = onProgress && ((progress: Progress) => void (delivered = onProgress(progress)));
      try {
        const task = tasks[name as keyof Map] as Task<unknown, unknown>;
        const output = await task.run(input, contextFor(services, state, send, onCheckpoint));
        await delivered;
        return task.transfer === undefined ? output : transfer(output as object, task.transfer(output));
      } finally {
        running.delete(call);
        release(onProgress);
        release(onCheckpoint);
      }
    },
    abort: (call) => running.get(call)?.controller.abort(),
    hurry(call) {
      const state = running.get(call);
      if (state !== undefined) state.hurry = true;
    },
  };
  expose(remote, endpoint);
}

interface Running {
  readonly controller: AbortController;
  /** A checkpoint is wished for. */
  hurry: boolean;
}

function contextFor(
  services: TaskServices,
  state: Running,
  onProgress: ((progress: Progress) => void) | null,
  onCheckpoint: ((file: Uint8Array) => Promise<boolean>) | null,
): TaskContext {
  const { signal } = state.controller;
  const now = (): number => performance.now();
  const report = onProgress === null ? () => {} : throttleProgress(onProgress, now);
  const checkNotAborted = (): void => {
    if (signal.aborted) throw new AppError('aborted', { detail: 'The task was cancelled.' });
  };
  const onRows: OnRows = (done, total) => {
    checkNotAborted();
    report({ stage: 'load', done, total });
  };
  return {
    signal,
    now,
    openFile: async (ref) => ('path' in ref ? openPath(services, ref.path) : fileSource(ref)),
    table: async (ref) => ('table' in ref ? ref.table : services.table(ref.dataVersion, onRows)),
    peek: async (ref, from, count) =>
      'table' in ref ? null : ((await services.peek?.(ref.dataVersion, from, count)) ?? null),
    handOver: (table) => (services.sharesTables === true ? shareTable(table) : table),
    packageBytes: async (ref) => ('bytes' in ref ? ref.bytes : services.packageBytes(ref.digest)),
    report,
    trainer: (request) => services.trainer(request, signal),
    saveCheckpoint: onCheckpoint && ((file) => onCheckpoint(transfer(file, [file.buffer as ArrayBuffer]))),
    hurried() {
      const { hurry } = state;
      state.hurry = false;
      return hurry;
    },
    checkNotAborted,
  };
}

function openPath({ openPath: open }: TaskServices, path: string): Promise<ByteSource> {
  if (open !== undefined) return open(path);
  throw new AppError('file-unreadable', { detail: `Files are not opened by their path here: "${path}".` });
}

/** Without this the caller's end of the channel would stay open. */
function release(callback: object | null): void {
  const proxied: Partial<ProxyMethods> | null = callback;
  proxied?.[releaseProxy]?.();
}
