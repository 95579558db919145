import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What two writers must not change at the same time. */
export type Lock = 'log' | 'schema';

/**
 * A database of a workspace: SQLite in its folder, or PostgreSQL that several servers share. One query
 * layer and one set of migrations for both.
 */
export interface WorkspaceDatabase {
  readonly kind: 'sqlite' | 'postgres';
  readonly db: Kysely<Tables>;
  /**
   * Runs `work` in one write transaction that sees everything committed before it; with `lock`, nobody
   * else changes the same thing until it is through (SYNC1).
   * @throws AppError `storage-blocked` when others hold the lock for 10 s, `storage-unreachable`.
   */
  readonly write: <T>(work: (transaction: Kysely<Tables>) => Promise<T>, lock?: Lock) => Promise<T>;
  /** Runs `work` on one state of the database, whatever others commit meanwhile; they are not held up. */
  readonly read: <T>(work: (transaction: Kysely<Tables>) => Promise<T>) => Promise<T>;
  /** Calls back soon after another process has grown the log, where the database tells; stop by calling the answer. */
  readonly onLogGrown?: (listener: () => void) => () => void;
  /** Waits for the transaction under way. Safe to call twice. */
  readonly close: () => Promise<void>;
}
