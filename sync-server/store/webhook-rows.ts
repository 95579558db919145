import type { Kysely } from 'kysely';
import { v7 } from 'uuid';
import { type Delivery, deliverySchema, type Webhook, webhookSchema } from '../../shared/records/webhook.ts';
import type { DeliveryRow, Tables, WebhookRow } from './tables.ts';

export const readWebhooks = (db: Kysely<Tables>): Promise<WebhookRow[]> =>
  db.selectFrom('webhooks').selectAll().orderBy('created_at').orderBy('webhook_id').execute();

/** One message to one webhook, to be sent as soon as it can; `source` is what each webhook is told of once. */
export function deliveryRow(
  webhookId: string,
  source: string,
  seq: number | null,
  event: string,
  content: object,
  now: number,
): DeliveryRow {
  return {
    delivery_id: v7(),
    webhook_id: webhookId,
    source,
    seq,
    event,
    body: JSON.stringify(content),
    state: 'pending',
    attempts: 0,
    created_at: now,
    next_at: now,
    finished_at: null,
    last_status: null,
    last_error: null,
  };
}

export const eventsOf = (text: string): string[] => JSON.parse(text) as string[];

export function webhookOf(row: WebhookRow): Webhook {
  return webhookSchema.parse({
    webhookId: row.webhook_id,
    url: row.url,
    events: eventsOf(row.events),
    createdAt: row.created_at,
    createdBy: row.created_by,
    pausedAt: row.paused_at,
  });
}

export function deliveryOf(row: DeliveryRow): Delivery {
  return deliverySchema.parse({
    deliveryId: row.delivery_id,
    webhookId: row.webhook_id,
    event: row.event,
    seq: row.seq,
    state: row.state,
    attempts: row.attempts,
    createdAt: row.created_at,
    nextAt: row.next_at,
    finishedAt: row.finished_at,
    lastStatus: row.last_status,
    lastError: row.last_error,
  });
}
