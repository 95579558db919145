import type { Kysely } from 'kysely';
import type { Event } from '../../shared/records/mutation.ts';
import type { WebhookEvent } from '../../shared/records/webhook.ts';
import type { WorkspaceDatabase } from './database.ts';
import { eventsAfter, readHead } from './event-rows.ts';
import type { DeliveryRow, Tables, WebhookRow } from './tables.ts';
import { deliveryRow, eventsOf, readWebhooks } from './webhook-rows.ts';

/** What is sent for one event of the log; null when no webhook asks for such. */
export type Describe = (event: Event) => { event: WebhookEvent; data: Record<string, unknown> } | null;

const CURSOR = 'webhook_cursor';
const EVENTS_AT_ONCE = 500;

/**
 * One piece of the log after the other, each with the cursor in one transaction: one server at a time holds
 * the cursor, so that no event is turned into two deliveries.
 */
export async function followLog(
  database: WorkspaceDatabase,
  upTo: number,
  describe: Describe,
  nowMs: () => number,
): Promise<void> {
  for (;;) {
    // Where nothing is new, nobody waits for the writer's lock.
    if ((await readCursor(database.db)) === (await readHead(database.db)).seq) return;
    const reached = await database.write(async (transaction) => {
      await lockCursor(transaction, database.kind);
      return followSome(transaction, database.kind, upTo, describe, nowMs());
    });
    if (reached >= upTo) return;
  }
}

/**
 * Where the log was cut back, within the transaction that did so: what comes in the place of what stood after
 * `seq` is news, however long the log is by the next look. What was sent before is known by its uid.
 */
export async function cutCursor(
  db: Kysely<Tables>,
  kind: WorkspaceDatabase['kind'],
  seq: number,
): Promise<void> {
  await lockCursor(db, kind);
  await db.updateTable('webhooks').set({ from_seq: seq }).where('from_seq', '>', seq).execute();
  if ((await readCursor(db)) > seq) await moveCursor(db, seq);
}

/** A log that was restored begins here: those in it were told of what stands before. */
export async function setCursor(
  db: Kysely<Tables>,
  kind: WorkspaceDatabase['kind'],
  seq: number,
): Promise<void> {
  await lockCursor(db, kind);
  await moveCursor(db, seq);
}

/** Answers where the cursor stands then. */
async function followSome(
  db: Kysely<Tables>,
  kind: WorkspaceDatabase['kind'],
  upTo: number,
  describe: Describe,
  now: number,
): Promise<number> {
  const head = (await readHead(db)).seq;
  const cursor = await readCursor(db);
  // Somebody put another log in the place of this one.
  if (head < cursor) {
    await cutCursor(db, kind, head);
    return upTo;
  }
  const webhooks = (await readWebhooks(db)).filter(({ paused_at }) => paused_at === null);
  const from = Math.max(cursor, Math.min(upTo, ...webhooks.map(({ from_seq }) => from_seq)));
  const events = (await eventsAfter(db, from, EVENTS_AT_ONCE)).filter(({ seq }) => seq <= upTo);
  for (const row of events.flatMap((event) => deliveriesOf(event, webhooks, describe, now)))
    await db
      .insertInto('deliveries')
      .values(row)
      .onConflict((conflict) => conflict.columns(['webhook_id', 'source']).doNothing())
      .execute();
  const reached = events.length < EVENTS_AT_ONCE ? Math.max(cursor, upTo) : events.at(-1)!.seq;
  await moveCursor(db, reached);
  return reached;
}

async function lockCursor(db: Kysely<Tables>, kind: WorkspaceDatabase['kind']): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key: CURSOR, value: '0' })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = db.selectFrom('meta').select('value').where('key', '=', CURSOR);
  await (kind === 'postgres' ? row.forUpdate() : row).execute();
}

async function readCursor(db: Kysely<Tables>): Promise<number> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', CURSOR).executeTakeFirst();
  return Number(row?.value ?? 0);
}

async function moveCursor(db: Kysely<Tables>, seq: number): Promise<void> {
  await db
    .updateTable('meta')
    .set({ value: String(seq) })
    .where('key', '=', CURSOR)
    .execute();
}

function deliveriesOf(
  event: Event,
  webhooks: readonly WebhookRow[],
  describe: Describe,
  now: number,
): DeliveryRow[] {
  if (event.status !== 'applied') return [];
  const described = describe(event);
  if (described === null) return [];
  const { seq, uid, at, actor } = event;
  const content = { event: described.event, uid, seq, at, actor, data: described.data };
  return webhooks
    .filter(({ from_seq, events }) => seq > from_seq && eventsOf(events).includes(described.event))
    .map(({ webhook_id }) => deliveryRow(webhook_id, uid, seq, described.event, content, now));
}
