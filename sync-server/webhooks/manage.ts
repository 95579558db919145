import type { Webhook, WebhookEvent } from '../../shared/records/webhook.ts';
import type { ServerWorkspace } from '../store/workspace.ts';
import { checkedAddresses, hostOf, webhookUrl } from './address.ts';

type Parts = Pick<ServerWorkspace, 'webhooks' | 'commitAs'>;

export interface NewWebhook {
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly actor: string;
}

/**
 * Adds a webhook whose address is one that may be dialled, and says so in the log.
 * @throws AppError `webhook-address`, `webhook-limit`.
 */
export async function addWebhook(
  { webhooks, commitAs }: Parts,
  innerHosts: readonly string[],
  { url: text, events, actor }: NewWebhook,
): Promise<{ webhook: Webhook; secret: string }> {
  const url = webhookUrl(text);
  await checkedAddresses(url, innerHosts);
  const added = await webhooks.add({ url: url.href, events: [...new Set(events)], createdBy: actor });
  const { webhookId } = added.webhook;
  await commitAs(actor, 'webhook.added', { webhookId, host: hostOf(url), events: added.webhook.events });
  return added;
}

/** Removes a webhook and what it was still to be sent. @throws AppError `webhook-unknown`. */
export async function removeWebhook(
  { webhooks, commitAs }: Parts,
  webhookId: string,
  actor: string,
): Promise<Webhook> {
  const removed = await webhooks.remove(webhookId);
  await commitAs(actor, 'webhook.removed', { webhookId, host: hostOf(new URL(removed.url)) });
  return removed;
}
