import type { Workspace } from '../../workers/workspace.ts';

/** A workspace of some kind, with what a test must do to it from outside. */
export interface Ground {
  /** The one that is open now: another after `reopen`. */
  readonly workspace: Workspace;
  /** Closes the workspace and opens the same storage again, as the next start of the host does. */
  reopen(): Promise<Workspace>;
  /** Opens the same storage beside it, as another tab or process does; the suite closes it. */
  another(): Promise<Workspace>;
  /** Changes a byte of a stored blob behind the workspace's back. */
  damageBlob(digest: string): Promise<void>;
}
