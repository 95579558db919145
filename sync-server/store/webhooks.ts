import { type Kysely, sql } from 'kysely';
import { v7 } from 'uuid';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Delivery, DeliveryState, Webhook, WebhookEvent } from '../../shared/records/webhook.ts';
import { newWebhookSecret } from '../access/secrets.ts';
import type { WorkspaceDatabase } from './database.ts';
import { readHead } from './event-rows.ts';
import type { Tables, WebhookRow } from './tables.ts';
import { type Describe, followLog } from './webhook-follow.ts';
import { deliveryOf, deliveryRow, readWebhooks, webhookOf } from './webhook-rows.ts';

/** A message as it was claimed: whoever holds it may try it once. */
export interface Claimed {
  readonly deliveryId: string;
  readonly event: string;
  readonly body: string;
  readonly url: string;
  readonly secret: string;
  /** Of this try: 1 for the first. */
  readonly attempt: number;
}

export interface Outcome {
  readonly state: DeliveryState;
  readonly status: number | null;
  readonly error: string | null;
  /** When it is tried next, while it is pending. */
  readonly nextAt: number;
}

export interface DeliveryFilter {
  readonly webhookId?: string | undefined;
  readonly state?: DeliveryState | undefined;
  readonly limit: number;
}

/** Webhooks of a workspace and what is sent to them; several servers may work on them at once. */
export interface WebhookStore {
  add(webhook: { url: string; events: readonly WebhookEvent[]; createdBy: string }): Promise<{
    webhook: Webhook;
    /** Signs every message to it; shown this once. */
    secret: string;
  }>;
  list(): Promise<Webhook[]>;
  /** One that is paused gets nothing, also later, of what happens meanwhile. @throws AppError `webhook-unknown`. */
  pause(webhookId: string, paused: boolean): Promise<Webhook>;
  /** With its deliveries. @throws AppError `webhook-unknown`. */
  remove(webhookId: string): Promise<Webhook>;
  /** The newest first. */
  deliveries(filter: DeliveryFilter): Promise<Delivery[]>;
  /** A message that only tries the way. @throws AppError `webhook-unknown`. */
  ping(webhookId: string): Promise<Delivery>;
  /** Sends one again from the first attempt, under the same id. @throws AppError `delivery-unknown`. */
  redeliver(deliveryId: string): Promise<Delivery>;
  /** Turns what the log has gained, up to a place, into deliveries: each event once, whichever server does it. */
  follow(upTo: number, describe: Describe): Promise<void>;
  /** When the next delivery is due; null while none is pending. */
  nextDue(): Promise<number | null>;
  /** Takes due deliveries for `leaseMs`; another server may take them again after that. */
  claim(limit: number, leaseMs: number): Promise<Claimed[]>;
  /** Notes how an attempt ended, unless somebody else has tried since. */
  settle(claimed: Claimed, outcome: Outcome): Promise<void>;
  /** Removes finished deliveries from before a time. */
  forget(before: number): Promise<void>;
}

/** More is a mistake, and each one costs a message for every event. */
const MOST_WEBHOOKS = 50;

export function webhookStore(database: WorkspaceDatabase, nowMs: () => number): WebhookStore {
  const { db, write } = database;
  return {
    add: ({ url, events, createdBy }) =>
      write(async (transaction) => {
        await requireRoom(transaction);
        const row: WebhookRow = {
          webhook_id: v7(),
          url,
          secret: newWebhookSecret(),
          events: JSON.stringify(events),
          created_at: nowMs(),
          created_by: createdBy,
          from_seq: (await readHead(transaction)).seq,
          paused_at: null,
        };
        await transaction.insertInto('webhooks').values(row).execute();
        return { webhook: webhookOf(row), secret: row.secret };
      }),
    list: async () => (await readWebhooks(db)).map(webhookOf),
    pause: (webhookId, paused) =>
      write(async (transaction) => {
        const row = await readWebhook(transaction, webhookId);
        const change = paused
          ? { paused_at: row.paused_at ?? nowMs() }
          : {
              paused_at: null,
              ...(row.paused_at === null ? {} : { from_seq: (await readHead(transaction)).seq }),
            };
        await transaction.updateTable('webhooks').set(change).where('webhook_id', '=', webhookId).execute();
        return webhookOf({ ...row, ...change });
      }),
    remove: (webhookId) =>
      write(async (transaction) => {
        const row = await readWebhook(transaction, webhookId);
        await transaction.deleteFrom('deliveries').where('webhook_id', '=', webhookId).execute();
        await transaction.deleteFrom('webhooks').where('webhook_id', '=', webhookId).execute();
        return webhookOf(row);
      }),
    deliveries: (filter) => readDeliveries(db, filter),
    ping: (webhookId) =>
      write(async (transaction) => {
        await readWebhook(transaction, webhookId);
        const uid = v7();
        const content = { event: 'ping', uid, seq: null, at: new Date(nowMs()).toISOString(), data: {} };
        const row = deliveryRow(webhookId, uid, null, 'ping', content, nowMs());
        await transaction.insertInto('deliveries').values(row).execute();
        return deliveryOf(row);
      }),
    redeliver: (deliveryId) => write((transaction) => redeliver(transaction, deliveryId, nowMs())),
    follow: (upTo, describe) => followLog(database, upTo, describe, nowMs),
    async nextDue() {
      const row = await due(db).select('next_at').orderBy('next_at').limit(1).executeTakeFirst();
      return row?.next_at ?? null;
    },
    claim: (limit, leaseMs) =>
      write((transaction) => claim(transaction, database.kind, { limit, leaseMs, now: nowMs() })),
    async settle({ deliveryId, attempt }, { state, status, error, nextAt }) {
      const change = {
        state,
        last_status: status,
        last_error: error,
        next_at: nextAt,
        finished_at: state === 'pending' ? null : nowMs(),
      };
      await write((transaction) =>
        transaction
          .updateTable('deliveries')
          .set(change)
          .where('delivery_id', '=', deliveryId)
          .where('attempts', '=', attempt)
          .where('state', '=', 'pending')
          .execute(),
      );
    },
    async forget(before) {
      await write((transaction) =>
        transaction
          .deleteFrom('deliveries')
          .where('state', '!=', 'pending')
          .where('finished_at', '<', before)
          .execute(),
      );
    },
  };
}

async function requireRoom(db: Kysely<Tables>): Promise<void> {
  if ((await readWebhooks(db)).length < MOST_WEBHOOKS) return;
  throw new AppError('webhook-limit', { detail: `There are ${MOST_WEBHOOKS} webhooks already.` });
}

async function readWebhook(db: Kysely<Tables>, webhookId: string): Promise<WebhookRow> {
  const row = await db
    .selectFrom('webhooks')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw new AppError('webhook-unknown', { detail: `There is no webhook "${webhookId}".` });
}

async function readDeliveries(
  db: Kysely<Tables>,
  { webhookId, state, limit }: DeliveryFilter,
): Promise<Delivery[]> {
  let query = db.selectFrom('deliveries').selectAll();
  if (webhookId !== undefined) query = query.where('webhook_id', '=', webhookId);
  if (state !== undefined) query = query.where('state', '=', state);
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('delivery_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(deliveryOf);
}

async function redeliver(db: Kysely<Tables>, deliveryId: string, now: number): Promise<Delivery> {
  const row = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .executeTakeFirst();
  if (row === undefined)
    throw new AppError('delivery-unknown', { detail: `There is no delivery "${deliveryId}".` });
  const change = { state: 'pending' as const, attempts: 0, next_at: now, finished_at: null };
  await db.updateTable('deliveries').set(change).where('delivery_id', '=', deliveryId).execute();
  return deliveryOf({ ...row, ...change });
}

const due = (db: Kysely<Tables>) =>
  db
    .selectFrom('deliveries')
    .innerJoin('webhooks', 'webhooks.webhook_id', 'deliveries.webhook_id')
    .where('deliveries.state', '=', 'pending')
    .where('webhooks.paused_at', 'is', null);

async function claim(
  db: Kysely<Tables>,
  kind: WorkspaceDatabase['kind'],
  { limit, leaseMs, now }: { limit: number; leaseMs: number; now: number },
): Promise<Claimed[]> {
  const query = due(db)
    .select(['delivery_id', 'event', 'body', 'url', 'secret', 'attempts'])
    .where('next_at', '<=', now)
    .orderBy('next_at')
    .limit(limit);
  // What another server is just taking is passed over.
  const rows = await (kind === 'postgres' ? query.forUpdate('deliveries').skipLocked() : query).execute();
  if (rows.length === 0) return [];
  await db
    .updateTable('deliveries')
    .set({ next_at: now + leaseMs, attempts: sql`attempts + 1` })
    .where(
      'delivery_id',
      'in',
      rows.map(({ delivery_id }) => delivery_id),
    )
    .execute();
  return rows.map(({ delivery_id, attempts, ...rest }) => ({
    ...rest,
    deliveryId: delivery_id,
    attempt: attempts + 1,
  }));
}
