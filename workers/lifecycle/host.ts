import type { EnvironmentRecord } from '../../shared/records/run.ts';
import type { OnRows } from '../datasets/rows-of-version.ts';
import type { PackageRef, TableRef } from '../tasks/task.ts';
import type { TaskRunner } from '../tasks/tasks.ts';
import type { Workspace } from '../workspace.ts';

/** What the lifecycle steps need of the page, the command line or the server that runs them. */
export interface Host {
  readonly workspace: Workspace;
  readonly tasks: TaskRunner;
  /** How a stored table reaches a task: by name where the worker has the store, by value otherwise. */
  tableRef(dataVersion: string, onRows?: OnRows): Promise<TableRef>;
  /** The same for a model package. @throws AppError `blob-unknown` when it is not on this device. */
  packageRef(digest: string): Promise<PackageRef>;
  /** Wall clock, for records people read. */
  now(): Date;
  /** UUIDv7. */
  newId(): string;
  /** Who the histories of datasets say did it; empty or left out where nobody is named. */
  readonly author?: string;
  readonly kind: 'page' | 'cli' | 'http';
  /** Trials of a sweep that run at once; one when left out. */
  readonly parallelTrials?: number;
  readonly environment: Pick<EnvironmentRecord, 'engineVersion' | 'host' | 'runtime' | 'commit'>;
  /** Calls back when the host may soon be gone, e.g. a page that was hidden; the answer ends that. */
  onHurry?(listener: () => void): () => void;
  /** Held while a run trains, so that others can tell an interrupted run (SYNC9: `train:<runId>`). @throws AppError `run-under-way`. */
  whileTraining<T>(runId: string, train: () => Promise<T>): Promise<T>;
}
