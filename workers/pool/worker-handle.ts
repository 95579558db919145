import type { AppError } from '../../shared/errors/app-error.ts';
import type { Endpoint } from 'comlink';

/** A started worker of whatever host this is: a Web Worker or a worker thread. */
export interface WorkerHandle {
  /** Messages both ways; what `expose` or a plain listener on the far side answers. */
  readonly endpoint: Endpoint;
  /** Called at most once: the worker failed to load, threw outside of any task, or ended. */
  onDeath(listener: (cause: AppError) => void): void;
  /** Whether it has ended, as far as that can be seen without the event loop. */
  isGone(): boolean;
  /** Whether the process has to wait for this worker; without effect where there is no such notion. */
  hold(on: boolean): void;
  terminate(): void;
}

export type SpawnWorker = () => WorkerHandle;
