import type { Kysely } from 'kysely';
import { type Event, eventSchema } from '../../shared/records/mutation.ts';
import { z } from '../../shared/records/zod.ts';
import type { Head } from '../../shared/sync/hash.ts';
import { storedRecord } from './stored-record.ts';
import type { EventRow, Tables } from './tables.ts';

/** Rows per statement: 12 columns each, below the 32,766 parameters that SQLite takes. */
const rowsPerInsert = 500;

/** Events after a place in the log, in order, at most `limit`. */
export async function eventsAfter(db: Kysely<Tables>, seq: number, limit?: number): Promise<Event[]> {
  const query = db.selectFrom('events').selectAll().where('seq', '>', seq).orderBy('seq');
  const rows = await (limit === undefined ? query : query.limit(limit)).execute();
  return rows.map(toEvent);
}

/** Hashes of the events at these places; null where the log has none. */
export async function hashesAt(db: Kysely<Tables>, seqs: readonly number[]): Promise<(string | null)[]> {
  const rows = await db.selectFrom('events').select(['seq', 'hash']).where('seq', 'in', seqs).execute();
  const hashes = new Map(rows.map(({ seq, hash }) => [seq, hash]));
  return seqs.map((seq) => hashes.get(seq) ?? null);
}

/** This client's events of these mids. */
export async function eventsByMid(
  db: Kysely<Tables>,
  clientId: string,
  mids: readonly number[],
): Promise<Event[]> {
  if (mids.length === 0) return [];
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('client_id', '=', clientId)
    .where('mid', 'in', mids)
    .execute();
  return rows.map(toEvent);
}

/** The first events of these uids, whoever pushed them. */
export async function firstEventsByUid(db: Kysely<Tables>, uids: readonly string[]): Promise<Event[]> {
  if (uids.length === 0) return [];
  const rows = await db
    .selectFrom('events')
    .selectAll()
    .where('uid', 'in', uids)
    .where('status', '!=', 'duplicate')
    .execute();
  return rows.map(toEvent);
}

/** Appends events and moves the author's last mid and the head with them (SYNC1). */
export async function appendEvents(
  db: Kysely<Tables>,
  events: readonly Event[],
  { seq, hash }: Head,
  clientId: string,
  lastMid: number,
): Promise<void> {
  await insertEvents(db, events);
  await db
    .insertInto('clients')
    .values({ client_id: clientId, last_mid: lastMid })
    .onConflict((conflict) => conflict.column('client_id').doUpdateSet({ last_mid: lastMid }))
    .execute();
  await db.updateTable('head').set({ seq, hash }).execute();
}

export async function insertEvents(db: Kysely<Tables>, events: readonly Event[]): Promise<void> {
  for (let from = 0; from < events.length; from += rowsPerInsert) {
    await db
      .insertInto('events')
      .values(events.slice(from, from + rowsPerInsert).map(toRow))
      .execute();
  }
}

/** The events after one that was read before, in order; null when the log does not hold that one any more. */
export async function eventsFollowing(db: Kysely<Tables>, { seq, hash }: Head): Promise<Event[] | null> {
  const rows = await db.selectFrom('events').selectAll().where('seq', '>=', seq).orderBy('seq').execute();
  if (seq === 0) return rows.map(toEvent);
  const [known, ...after] = rows;
  return known?.seq === seq && known.hash === hash ? after.map(toEvent) : null;
}

/** Highest mid of a client among the events that are there; 0 for none. */
export async function highestMid(db: Kysely<Tables>, clientId: string): Promise<number> {
  const { highest } = await db
    .selectFrom('events')
    .select((select) => select.fn.max('mid').as('highest'))
    .where('client_id', '=', clientId)
    .executeTakeFirstOrThrow();
  return highest ?? 0;
}

/** Last mids by what the log holds, once events were taken out of it. */
export async function recountClients(db: Kysely<Tables>): Promise<void> {
  await db.deleteFrom('clients').execute();
  await db
    .insertInto('clients')
    .columns(['client_id', 'last_mid'])
    .expression((from) =>
      from
        .selectFrom('events')
        .select((select) => ['client_id', select.fn.max('mid').as('last_mid')])
        .groupBy('client_id'),
    )
    .execute();
}

export async function readHead(db: Kysely<Tables>): Promise<Head> {
  return db.selectFrom('head').select(['seq', 'hash']).executeTakeFirstOrThrow();
}

/** 0 for a client that never pushed. */
export async function readLastMid(db: Kysely<Tables>, clientId: string): Promise<number> {
  const row = await db
    .selectFrom('clients')
    .select('last_mid')
    .where('client_id', '=', clientId)
    .executeTakeFirst();
  return row?.last_mid ?? 0;
}

function toRow({ clientId, payload, code, ...rest }: Event): EventRow {
  return { ...rest, client_id: clientId, payload: JSON.stringify(payload), code: code ?? null };
}

const payloadSchema = z.record(z.string(), z.unknown());

function toEvent({ client_id, payload, code, ...rest }: EventRow): Event {
  return eventSchema.parse({
    ...rest,
    clientId: client_id,
    payload: storedRecord(payloadSchema, payload, `event ${rest.seq}`),
    ...(code === null ? {} : { code }),
  });
}
