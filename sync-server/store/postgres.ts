import { createHash } from 'node:crypto';
import { type Kysely, PostgresDialect, type PostgresPoolClient, Kysely as Builder, sql } from 'kysely';
import pg from 'pg';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Lock, WorkspaceDatabase } from './database.ts';
import { listenForLog } from './postgres-listener.ts';
import { storageError } from './storage-error.ts';
import type { Tables } from './tables.ts';

/** How long a writer waits for others; transactions here last milliseconds. */
const LOCK_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Of beginning a transaction. */
const ATTEMPTS = 3;
const INT8 = 20;

/** Any number that no other use of advisory locks in this database has. */
const SCHEMA_LOCK = 7_238_114;

export interface PostgresOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Connections that this process keeps at most. */
  readonly connections?: number;
}

/**
 * A pool of connections to one PostgreSQL database, which any number of servers may share.
 * Nothing is sent before the first query.
 */
export function openPostgres({ url, connections = 10 }: PostgresOptions): WorkspaceDatabase {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: { getTypeParser: typeParser as typeof pg.types.getTypeParser },
    options: `-c lock_timeout=${LOCK_TIMEOUT_MS} -c idle_in_transaction_session_timeout=60000`,
    application_name: 'treadle',
  });
  // Without a listener an idle connection that is cut would end the process; the next query opens another.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const db = new Builder<Tables>({
    dialect: new PostgresDialect({ pool: { connect: () => prepared(pool), end: () => pool.end() } }),
  });
  let closing: Promise<void> | undefined;
  return {
    kind: 'postgres',
    db,
    async write(work, lock) {
      for (let attempt = 1; ; attempt += 1) {
        let begun = false;
        try {
          return await db.transaction().execute(async (transaction) => {
            begun = true;
            if (lock !== undefined) await take(transaction, lock);
            return await work(transaction);
          });
        } catch (thrown) {
          // A connection of the pool that was cut shows only when it is used; nothing was done on it.
          if (begun || attempt === ATTEMPTS || !isUnreachable(thrown)) throw thrown;
        }
      }
    },
    read: (work) => db.transaction().setIsolationLevel('repeatable read').execute(work),
    onLogGrown: (listener) => listenForLog(url, listener),
    close: () => (closing ??= db.destroy()),
  };
}

const isUnreachable = (thrown: unknown): boolean =>
  thrown instanceof AppError && thrown.code === 'storage-unreachable';

/** The log is locked at its head: a bare sequence would let readers skip what commits late (SYNC1). */
async function take(transaction: Kysely<Tables>, lock: Lock): Promise<void> {
  if (lock === 'schema') await sql`select pg_advisory_xact_lock(${SCHEMA_LOCK})`.execute(transaction);
  else await transaction.selectFrom('head').select('seq').forUpdate().execute();
}

/** Sequence numbers and milliseconds stay below 2^53. */
function typeParser(oid: number, format?: 'text' | 'binary'): unknown {
  return oid === INT8 ? Number : pg.types.getTypeParser(oid, format);
}

/** A connection whose statements are parsed once by the server and then named; its errors are typed. */
async function prepared(pool: pg.Pool): Promise<PostgresPoolClient> {
  const client = await pool.connect().catch(rethrow);
  let broken = false;
  const failed = (thrown: unknown): never => {
    const error = storageError(thrown);
    broken ||= isUnreachable(error);
    throw error;
  };
  return {
    query: ((text: string, values: readonly unknown[]) =>
      client.query({ name: statementName(text), text, values: [...values] }).catch(failed)) as never,
    // One that was cut is thrown away: kept, it would fail whoever gets it next, and hold up the end.
    release: () => client.release(broken),
  };
}

const names = new Map<string, string>();

/** Statements of this server are few; those that differ in the number of values are made once each too. */
function statementName(text: string): string | undefined {
  if (text.length > 10_000 || /^\s*(begin|commit|rollback|set|create|alter|drop|listen|notify)\b/i.test(text))
    return undefined;
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha1').update(text).digest('hex');
  if (names.size < 500) names.set(text, name);
  else return undefined;
  return name;
}

function rethrow(thrown: unknown): never {
  throw storageError(thrown);
}
