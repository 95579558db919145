import { Kysely, type SqliteDatabase, SqliteDialect, sql } from 'kysely';
import Database from 'libsql';
import { AppError } from '../../shared/errors/app-error.ts';
import { storageError } from './storage-error.ts';
import type { Tables } from './tables.ts';

/** How long a process waits for another that writes; transactions here last milliseconds. */
const busyTimeoutMs = 10_000;

/** The database of a workspace; several processes may hold it open. */
export interface WorkspaceDatabase {
  readonly db: Kysely<Tables>;
  /**
   * Runs `work` in one write transaction that sees everything committed before it: the lock is taken
   * at its start, since a transaction that reads first and writes later fails when another wrote between.
   */
  readonly write: <T>(work: (transaction: Kysely<Tables>) => Promise<T>) => Promise<T>;
  close(): Promise<void>;
}

/** @throws AppError `workspace-broken` when the file cannot be opened or is no database. */
export function openDatabase(path: string): WorkspaceDatabase {
  const database = connect(path);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: typedErrors(database) }) });
  return {
    db,
    write: (work) =>
      db.connection().execute(async (connection) => {
        await sql`begin immediate`.execute(connection);
        try {
          const result = await work(connection);
          await sql`commit`.execute(connection);
          return result;
        } catch (thrown) {
          // A full disk makes SQLite roll back by itself.
          if (database.inTransaction) await sql`rollback`.execute(connection);
          throw thrown;
        }
      }),
    close: () => db.destroy(),
  };
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
function typedErrors(database: Database.Database): SqliteDatabase {
  return {
    close: () => void database.close(),
    prepare(text) {
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

function typed<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    throw storageError(thrown);
  }
}
