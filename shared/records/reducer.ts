import type { ErrorCode } from '../errors/catalogue.ts';
import type { Mutation } from './mutation.ts';

/** A mutation with what sequencing knows of it. `seq` is null while it waits in an outbox. */
export interface Entry extends Mutation {
  readonly seq: number | null;
  readonly clientId: string;
  readonly actor: string;
}

export type Decision =
  | { readonly status: 'applied' }
  | { readonly status: 'rejected'; readonly code: ErrorCode; readonly detail: string };

/**
 * One part of the shared state and its rules. `decide` and `apply` never reach for a clock, a
 * generator or storage, and run unchanged in browser, command line and server.
 */
export interface Reducer<S> {
  empty(): S;
  /** A copy that `apply` may write to; the original stays as it is. */
  draft(state: S): S;
  /** Whether the entry may happen now. Never changes `state`. */
  decide(state: S, entry: Entry): Decision;
  /** Writes an applied entry into a draft. Unknown types are left alone (SYNC8). */
  apply(draft: S, entry: Entry): void;
  /** Writes what a rejected entry leaves behind: that its dependants have lost their parent. */
  reject?(draft: S, entry: Entry): void;
}
