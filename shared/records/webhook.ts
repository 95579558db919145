import { z } from './zod.ts';

/** What a webhook may be told of. */
export const WEBHOOK_EVENTS = ['version.registered', 'stage.changed', 'alert.fired'] as const;
export type WebhookEvent = (typeof WEBHOOK_EVENTS)[number];

export const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

const time = z.number().describe('Milliseconds since 1970.');

/** A webhook as it is shown: without its secret. */
export const webhookSchema = z.object({
  webhookId: z.string(),
  url: z.string(),
  events: z.array(z.enum(WEBHOOK_EVENTS)),
  createdAt: time,
  createdBy: z.string(),
  pausedAt: time.nullable(),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** One message to one webhook, and how far it has come. */
export const deliverySchema = z.object({
  deliveryId: z.string(),
  webhookId: z.string(),
  event: z.enum([...WEBHOOK_EVENTS, 'ping']),
  seq: z.int().nullable().describe('Place in the log of what it tells of; null for a ping.'),
  state: z.enum(DELIVERY_STATES),
  attempts: z.int(),
  createdAt: time,
  nextAt: time.describe('When it is tried next, while it is pending.'),
  finishedAt: time.nullable(),
  lastStatus: z.int().nullable().describe('HTTP status of the last answer; null without one.'),
  lastError: z.string().nullable(),
});
export type Delivery = z.infer<typeof deliverySchema>;
