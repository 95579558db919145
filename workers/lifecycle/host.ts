import type { EnvironmentRecord } from '../../shared/records/run.ts';
import type { TaskRunner } from '../tasks/tasks.ts';
import type { Workspace } from '../workspace.ts';

/** What the lifecycle steps need of the page, the command line or the server that runs them. */
export interface Host {
  readonly workspace: Workspace;
  readonly tasks: TaskRunner;
  /** Wall clock, for records people read. */
  now(): Date;
  /** UUIDv7. */
  newId(): string;
  readonly kind: 'page' | 'cli' | 'http';
  readonly environment: Pick<EnvironmentRecord, 'engineVersion' | 'host' | 'runtime' | 'commit'>;
}
