import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkerHandle } from '../pool/worker-handle.ts';

/** A Web Worker as the task protocol sees it. An error that reaches `onerror` is outside of any task. */
export function webWorkerHandle(worker: Worker): WorkerHandle {
  let [dead, listeners]: [AppError | null, ((cause: AppError) => void)[]] = [null, []];
  const die = (detail: string): void => {
    if (dead !== null) return;
    dead = new AppError('worker-died', { detail });
    const cause = dead;
    listeners.forEach((listener) => listener(cause));
    listeners = [];
    worker.terminate();
  };
  worker.addEventListener('error', ({ message, filename, lineno }) =>
    // A script that does not load gives an event without a message.
    die(message ? `A worker failed: ${message} (${filename}:${lineno})` : 'A worker could not be loaded.'),
  );
  worker.addEventListener('messageerror', () => die('A message to or from a worker could not be read.'));
  return {
    endpoint: worker,
    onDeath: (listener) => void (dead === null ? listeners.push(listener) : listener(dead)),
    isGone: () => dead !== null,
    hold: () => {},
    terminate: () => worker.terminate(),
  };
}
