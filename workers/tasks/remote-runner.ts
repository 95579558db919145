import { proxy, wrap, type Remote } from 'comlink';
import { AppError } from '../../shared/errors/app-error.ts';
import type { SpawnWorker, WorkerHandle } from '../pool/worker-handle.ts';
import { installErrorTransfer } from './error-transfer.ts';
import { shareTable } from './share-table.ts';
import type { RunOptions, TableRef } from './task.ts';
import type { RemoteTasks } from './task-host.ts';
import type { Runner, TaskShapes } from './tasks.ts';

/** A worker that does not return to its event loop for so long after an abort is ended. */
const ABORT_GRACE_MS = 1000;

/** A cancelled training may hand over its last checkpoint; the caller has its answer no later than this. */
const LAST_CHECKPOINT_MS = 100;

/**
 * A task runner over workers, one a lane or as many as `widths` says, each started on first use and again after
 * it died.
 */
export function createRemoteRunner<Shapes extends { [N in keyof Shapes]: TaskShapes[string] }>(
  spawn: SpawnWorker,
  lanes: Readonly<Record<keyof Shapes, string>>,
  widths: Readonly<Record<string, number>> = {},
): Runner<Shapes> {
  installErrorTransfer();
  const open = new Map<string, LaneWorker>();
  const laneFor = (name: keyof Shapes): LaneWorker => {
    const lane = open.get(lanes[name]) ?? createWideLane(spawn, widths[lanes[name]] ?? 1);
    open.set(lanes[name], lane);
    return lane;
  };
  return {
    run: <N extends keyof Shapes & string>(name: N, input: Shapes[N]['input'], options: RunOptions = {}) =>
      laneFor(name).run(name, withSharedTables(input), options),
    async close() {
      for (const lane of open.values()) lane.close();
      open.clear();
    },
  };
}

/** Tables go by shared memory; they cannot be transferred, since the caller keeps them. */
function withSharedTables(input: object): object {
  const entries = Object.entries(input).map(([key, value]) => [key, isTable(value) ? shared(value) : value]);
  return Object.fromEntries(entries) as object;
}

type TableByValue = Extract<TableRef, { table: unknown }>;

const isTable = (value: unknown): value is TableByValue =>
  typeof value === 'object' && value !== null && 'table' in value;
const shared = (ref: TableByValue): TableByValue => ({ table: shareTable(ref.table) });

interface LaneWorker {
  run(name: string, input: object, options: RunOptions): Promise<unknown>;
  close(): void;
}

interface Started {
  readonly handle: WorkerHandle;
  readonly remote: Remote<RemoteTasks>;
  /** Settles as `work` does, or rejects when the worker dies or is ended. */
  whileAlive<T>(work: Promise<T>): Promise<T>;
  onEnd(listener: () => void): void;
  end(cause: AppError): void;
}

/** Several workers behind one lane: a call goes to the one with the fewest calls. */
function createWideLane(spawn: SpawnWorker, width: number): LaneWorker {
  const workers = Array.from({ length: Math.max(1, width) }, () => ({ lane: createLane(spawn), calls: 0 }));
  return {
    async run(name, input, options) {
      const freest = workers.reduce((least, each) => (each.calls < least.calls ? each : least));
      freest.calls += 1;
      try {
        return await freest.lane.run(name, input, options);
      } finally {
        freest.calls -= 1;
      }
    },
    close: () => workers.forEach(({ lane }) => lane.close()),
  };
}

/** Calls of one worker run one after the other. */
function createLane(spawn: SpawnWorker): LaneWorker {
  let worker: Started | null = null;
  let tail: Promise<unknown> = Promise.resolve();
  let calls = 0;
  let closed = false;

  const start = (): Started => {
    const started = startWorker(spawn);
    started.onEnd(() => {
      if (worker === started) worker = null;
    });
    return started;
  };
  const execute = async (name: string, input: object, options: RunOptions): Promise<unknown> => {
    if (closed) throw aborted('The task runner was closed.');
    checkNotAborted(options.signal);
    const { remote, whileAlive, handle, end } = (worker ??= start());
    const call = ++calls;
    let grace: ReturnType<typeof setTimeout> | undefined;
    const onAbort = (): void => {
      void remote.abort(call);
      grace = setTimeout(() => end(aborted()), ABORT_GRACE_MS);
    };
    const { onProgress, onCheckpoint, onHurry, signal } = options;
    const calm = onHurry?.(() => void remote.hurry(call));
    signal?.addEventListener('abort', onAbort);
    handle.hold(true);
    try {
      const report = onProgress === undefined ? null : proxy(onProgress);
      const save = onCheckpoint === undefined ? null : proxy(onCheckpoint);
      return await whileAlive(remote.run(call, name, input, report, save));
    } finally {
      // Also so that a command that was cancelled need not outlive its worker.
      clearTimeout(grace);
      calm?.();
      signal?.removeEventListener('abort', onAbort);
      handle.hold(false);
    }
  };
  return {
    run(name, input, options) {
      const result = tail.then(() => execute(name, input, options));
      tail = result.catch(() => {});
      return settleOnAbort(result, options);
    },
    close() {
      closed = true;
      worker?.end(aborted('The task runner was closed.'));
    },
  };
}

function startWorker(spawn: SpawnWorker): Started {
  const handle = spawn();
  let ended: AppError | null = null;
  const listeners = new Set<(cause: AppError) => void>();
  const end = (cause: AppError): void => {
    if (ended !== null) return;
    ended = cause;
    handle.terminate();
    listeners.forEach((listener) => listener(cause));
  };
  handle.onDeath(end);
  return {
    handle,
    remote: wrap<RemoteTasks>(handle.endpoint),
    // No race with one promise of the death: that would keep every answer for as long as the worker lives.
    whileAlive: (work) =>
      new Promise((resolve, reject) => {
        if (ended !== null) return reject(ended);
        listeners.add(reject);
        work.then(resolve, reject).finally(() => listeners.delete(reject));
      }),
    onEnd: (listener) => void listeners.add(listener),
    end,
  };
}

/** The caller has its answer at once or nearly so; the lane goes on when the worker has come to rest. */
function settleOnAbort<T>(result: Promise<T>, { signal, onCheckpoint }: RunOptions): Promise<T> {
  if (signal === undefined) return result;
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const giveUp = (): void => reject(aborted());
    const onAbort = (): void => {
      if (onCheckpoint === undefined) giveUp();
      else timer = setTimeout(giveUp, LAST_CHECKPOINT_MS);
    };
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', onAbort);
    result.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    });
  });
}

function checkNotAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw aborted();
}

const aborted = (detail = 'The task was cancelled.'): AppError => new AppError('aborted', { detail });
