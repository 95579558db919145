import {
  DELIVERY_STATES,
  deliverySchema,
  WEBHOOK_EVENTS,
  webhookSchema,
} from '../../shared/records/webhook.ts';
import { z } from '../../shared/records/zod.ts';
import { jsonAnswer } from '../http/answer.ts';
import { checked, readJson } from '../http/json-body.ts';
import type { Operation, ServerContext } from '../http/operation.ts';
import type { Limits } from '../limits.ts';
import type { ServerWorkspace } from '../store/workspace.ts';
import { addWebhook, removeWebhook } from './manage.ts';
import type { WebhookSender } from './sender.ts';

export interface WebhookParts {
  readonly workspace: ServerWorkspace;
  readonly webhooks: WebhookSender;
  readonly webhookHosts: readonly string[];
  readonly limits: Limits;
}

const addRequest = z.strictObject({
  url: z.string().min(1).max(2000),
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1).max(WEBHOOK_EVENTS.length),
});
const changeRequest = z.strictObject({ paused: z.boolean() });
const addedAnswer = webhookSchema.extend({
  secret: z.string().describe('Signs every message; shown this once.'),
});
const deliveriesQuery = z.object({
  webhook: z.string().optional(),
  state: z.enum(DELIVERY_STATES).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

const base = { tag: 'Webhooks', scope: 'admin', status: 200 } as const;
const path = '/api/v1/webhooks';

/** Where this server sends what happens here, and what came of it. */
export function webhookOperations(parts: WebhookParts): Operation[] {
  const { workspace, limits } = parts;
  const { webhooks } = workspace;
  return [
    {
      ...base,
      method: 'GET',
      path,
      summary: 'All webhooks, without their secrets',
      answer: z.object({ webhooks: z.array(webhookSchema) }),
      errors: [],
      handle: async () => jsonAnswer({ webhooks: await webhooks.list() }),
    },
    {
      ...base,
      method: 'POST',
      path,
      summary: 'Add a webhook; the secret of its signatures is in this answer and nowhere else',
      request: addRequest,
      answer: addedAnswer,
      errors: ['request-invalid', 'webhook-address', 'webhook-limit'],
      handle: async (context, { actor }) => {
        const wanted = await readJson(context, addRequest, limits.predictBytes);
        const { webhook, secret } = await addWebhook(workspace, parts.webhookHosts, { ...wanted, actor });
        return jsonAnswer({ ...webhook, secret });
      },
    },
    {
      ...base,
      method: 'PATCH',
      path: `${path}/:webhook`,
      summary: 'Pause a webhook, or let it go on with what happens from now on',
      request: changeRequest,
      answer: webhookSchema,
      errors: ['request-invalid', 'webhook-unknown'],
      handle: async (context) => {
        const { paused } = await readJson(context, changeRequest, limits.predictBytes);
        return jsonAnswer(await webhooks.pause(named(context, 'webhook'), paused));
      },
    },
    {
      ...base,
      method: 'DELETE',
      path: `${path}/:webhook`,
      summary: 'Remove a webhook and its deliveries',
      answer: webhookSchema,
      errors: ['webhook-unknown'],
      handle: async (context, { actor }) =>
        jsonAnswer(await removeWebhook(workspace, named(context, 'webhook'), actor)),
    },
    {
      ...base,
      method: 'POST',
      path: `${path}/:webhook/test`,
      summary: 'Send it a message of the event `ping`',
      answer: deliverySchema,
      errors: ['webhook-unknown'],
      handle: (context) => sent(parts, webhooks.ping(named(context, 'webhook'))),
    },
    ...deliveryOperations(parts),
  ];
}

function deliveryOperations(parts: WebhookParts): Operation[] {
  const { webhooks } = parts.workspace;
  const { shape } = deliveriesQuery;
  return [
    {
      ...base,
      method: 'GET',
      path: '/api/v1/deliveries',
      summary: 'What was sent to webhooks or is to be, the newest first',
      query: [
        { name: 'webhook', description: 'Of this webhook only.', schema: shape.webhook },
        { name: 'state', description: 'In this state only.', schema: shape.state },
        { name: 'limit', description: 'How many at most; 100 when left out.', schema: shape.limit },
      ],
      answer: z.object({ deliveries: z.array(deliverySchema) }),
      errors: ['request-invalid'],
      handle: async ({ req }) => {
        const asked = { webhook: req.query('webhook'), state: req.query('state'), limit: req.query('limit') };
        const { webhook, state, limit } = checked(deliveriesQuery, asked);
        return jsonAnswer({ deliveries: await webhooks.deliveries({ webhookId: webhook, state, limit }) });
      },
    },
    {
      ...base,
      method: 'POST',
      path: '/api/v1/deliveries/:delivery/redeliver',
      summary: 'Send a delivery again, from the first attempt',
      answer: deliverySchema,
      errors: ['delivery-unknown'],
      handle: (context) => sent(parts, webhooks.redeliver(named(context, 'delivery'))),
    },
  ];
}

async function sent({ webhooks }: WebhookParts, queued: Promise<object>): Promise<Response> {
  const delivery = await queued;
  webhooks.poke();
  return jsonAnswer(delivery);
}

const named = ({ req }: ServerContext, name: string): string => req.param(name)!;
