import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, type SqliteDatabase, SqliteDialect } from 'kysely';
import Database from 'libsql';
import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkspaceDatabase } from './database.ts';
import { storageError } from './storage-error.ts';
import type { Tables } from './tables.ts';

/** How long a writer waits for others to be done; transactions here last milliseconds. */
const patienceMs = 10_000;
const retryMs = 5;
/** For the rare locks beside the writer's, such as the recovery after a crash. They block the thread. */
const busyTimeoutMs = 5000;

/** @throws AppError `workspace-broken` when the file cannot be opened or is no database. */
export function openSqlite(path: string): WorkspaceDatabase {
  const database = connect(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: guarded(database) }) });

  let closing: Promise<void> | undefined;

  /** null when another holds the lock. */
  const attempt = <T>(work: (transaction: Kysely<Tables>) => Promise<T>): Promise<{ result: T } | null> =>
    db.connection().execute(async (connection) => {
      requireOpen(database);
      if (!begin(database)) return null;
      try {
        const result = await work(connection);
        typed(() => database.exec('commit'));
        return { result };
      } finally {
        // Work that failed; unless a full disk made SQLite roll back by itself.
        if (database.inTransaction) database.exec('rollback');
      }
    });

  return {
    kind: 'sqlite',
    db,
    // Its writer's lock is on everything: it is taken at the start, since a transaction that reads first
    // and writes later fails when another wrote between.
    async write(work) {
      const until = performance.now() + patienceMs;
      for (;;) {
        const done = await attempt(work);
        if (done !== null) return done.result;
        if (performance.now() > until) {
          throw new AppError('storage-blocked', {
            detail: `Another process has been writing to the workspace for ${patienceMs / 1000} s.`,
            remedy: 'Wait until it is done, then try again.',
          });
        }
        await sleep(retryMs);
      }
    },
    read: (work) =>
      db.connection().execute(async (connection) => {
        requireOpen(database);
        typed(() => database.exec('begin'));
        try {
          return await work(connection);
        } finally {
          if (database.inTransaction) database.exec('commit');
        }
      }),
    close: () => (closing ??= shut(db, database)),
  };
}

/** SQLite has one connection: holding it means that nobody else is using it. */
async function shut(db: Kysely<Tables>, database: Database.Database): Promise<void> {
  await db.connection().execute(async () => {
    // So that the folder's one file holds everything, e.g. for whoever copies it; not while others write.
    database.pragma('busy_timeout = 0');
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
  });
  await db.destroy();
}

/**
 * Takes the writer's lock if it is free. Waiting is left to the caller: SQLite's own waiting blocks the
 * thread, also for whoever holds the lock in this very process.
 */
function begin(database: Database.Database): boolean {
  database.pragma('busy_timeout = 0');
  try {
    database.exec('begin immediate');
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'SQLITE_BUSY') return false;
    throw storageError(thrown);
  } finally {
    database.pragma(`busy_timeout = ${busyTimeoutMs}`);
  }
}

function connect(path: string): Database.Database {
  try {
    const database = new Database(path, { timeout: busyTimeoutMs });
    database.pragma('journal_mode = WAL');
    // Acknowledged means on the disk, also when the power goes (SYNC1).
    database.pragma('synchronous = FULL');
    return database;
  } catch (cause) {
    const known = storageError(cause);
    if (known instanceof AppError) throw known;
    throw new AppError('workspace-broken', {
      detail: 'The database of the workspace cannot be opened.',
      cause,
    });
  }
}

/** libsql has the interface that Kysely wants; its errors become ours where they leave it. */
function guarded(database: Database.Database): SqliteDatabase {
  return {
    close: () => void (database.open && database.close()),
    prepare(text) {
      requireOpen(database);
      const statement = typed(() => database.prepare(text));
      return {
        reader: statement.reader,
        all: (parameters) => typed(() => statement.all(parameters)),
        run: (parameters) => typed(() => statement.run(parameters)),
        iterate: (parameters) => typed(() => statement.iterate(parameters)),
      };
    },
  };
}

/** libsql ends the process when a closed database is used. */
function requireOpen(database: Database.Database): void {
  if (database.open) return;
  throw new AppError('workspace-broken', { detail: 'The workspace is closed.', remedy: 'Open it again.' });
}

function typed<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw storageError(thrown);
  }
}
