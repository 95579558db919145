import { type Kysely, sql } from 'kysely';
import type { WorkspaceDatabase } from './database.ts';
import type { Tables } from './tables.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const WEEK_MS = 7 * DAY_MS;
/** A delete that is over soon holds nobody up for long. */
const ROWS_AT_ONCE = 10_000;
const PARTITION = /^predictions_w(\d+)$/;

/**
 * Removes logged predictions that are older than `days`: in PostgreSQL by dropping whole weeks, each a
 * partition of its own, in SQLite row by row. Also makes the partitions of this week and the next.
 * Safe to run on several servers at once.
 */
export async function retainPredictions(
  database: WorkspaceDatabase,
  days: number,
  nowMs: number,
): Promise<void> {
  const before = nowMs - days * DAY_MS;
  if (database.kind === 'postgres')
    await database.write(async (db) => {
      await dropWeeks(db, Math.floor(before / WEEK_MS));
      for (const week of [0, 1]) await addWeek(db, Math.floor(nowMs / WEEK_MS) + week);
    }, 'schema');
  // In PostgreSQL what lies beside the weeks, e.g. after a restore.
  for (;;) {
    const deleted = await database.write((db) => deleteSome(db, database.kind, before));
    if (deleted < ROWS_AT_ONCE) return;
  }
}

async function deleteSome(
  db: Kysely<Tables>,
  kind: WorkspaceDatabase['kind'],
  before: number,
): Promise<number> {
  const rowId = kind === 'sqlite' ? sql.ref('rowid') : sql.ref('ctid');
  const table = kind === 'sqlite' ? sql.table('predictions') : sql.table('predictions_rest');
  const { numAffectedRows } = await sql`delete from ${table} where ${rowId} in (
      select ${rowId} from ${table} where at < ${before} limit ${ROWS_AT_ONCE})`.execute(db);
  return Number(numAffectedRows ?? 0n);
}

async function weeksOf(db: Kysely<Tables>): Promise<number[]> {
  const { rows } = await sql<{ name: string }>`select child.relname as name from pg_inherits
      join pg_class child on child.oid = inhrelid
      join pg_class parent on parent.oid = inhparent
      where parent.relname = 'predictions'`.execute(db);
  return rows.flatMap(({ name }) => {
    const week = PARTITION.exec(name)?.[1];
    return week === undefined ? [] : [Number(week)];
  });
}

async function dropWeeks(db: Kysely<Tables>, firstKept: number): Promise<void> {
  for (const week of await weeksOf(db))
    if (week < firstKept) await db.schema.dropTable(`predictions_w${week}`).execute();
}

/** Rows of that week that came before it was made stay where they are, so it is left alone then. */
async function addWeek(db: Kysely<Tables>, week: number): Promise<void> {
  if ((await weeksOf(db)).includes(week)) return;
  const [from, to] = [week * WEEK_MS, (week + 1) * WEEK_MS];
  const early = await sql`select 1 from predictions_rest where at >= ${from} and at < ${to} limit 1`.execute(
    db,
  );
  if (early.rows.length > 0) return;
  await sql`create table ${sql.table(`predictions_w${week}`)} partition of predictions
      for values from (${sql.lit(from)}) to (${sql.lit(to)})`.execute(db);
}
