import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkerHandle } from '../pool/worker-handle.ts';
import { whenLifeEnds, type LifeNotice } from './life-lock.ts';

/**
 * A Web Worker as the task protocol sees it. An error that reaches `onerror` is outside of any task.
 * @param askParent for a worker that starts others and blocks while they work: hands a notice of their life up
 * to its own parent, which goes on listening.
 */
export function webWorkerHandle(worker: Worker, askParent?: (notice: LifeNotice) => void): WorkerHandle {
  let [dead, listeners]: [AppError | null, ((cause: AppError) => void)[]] = [null, []];
  const gone = askParent === undefined ? null : new Int32Array(new SharedArrayBuffer(4));
  const watching = new AbortController();
  const end = (): void => {
    watching.abort();
    worker.terminate();
  };
  const die = (detail: string): void => {
    if (dead !== null) return;
    dead = new AppError('worker-died', { detail });
    const cause = dead;
    listeners.forEach((listener) => listener(cause));
    listeners = [];
    end();
  };
  worker.addEventListener('error', ({ message, filename, lineno }) =>
    // A script that does not load gives an event without a message.
    die(message ? `A worker failed: ${message} (${filename}:${lineno})` : 'A worker could not be loaded.'),
  );
  worker.addEventListener('messageerror', () => die('A message to or from a worker could not be read.'));
  worker.addEventListener('message', ({ data }: MessageEvent<Partial<LifeNotice> | null>) => {
    if (data?.lifeLock === undefined) return;
    const { lifeLock, gone: told } = data;
    const ended =
      told === undefined ? () => die('The browser ended a worker.') : () => Atomics.store(told, 0, 1);
    whenLifeEnds(lifeLock, ended, watching.signal);
    if (gone !== null) askParent?.({ lifeLock, gone });
  });
  return {
    endpoint: worker,
    onDeath: (listener) => void (dead === null ? listeners.push(listener) : listener(dead)),
    isGone: () => dead !== null || (gone !== null && Atomics.load(gone, 0) === 1),
    hold: () => {},
    terminate: end,
  };
}
