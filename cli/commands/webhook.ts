import { AppError } from '../../shared/errors/app-error.ts';
import {
  DELIVERY_STATES,
  type Delivery,
  type DeliveryState,
  WEBHOOK_EVENTS,
  type WebhookEvent,
} from '../../shared/records/webhook.ts';
import { addWebhook, removeWebhook } from '../../sync-server/webhooks/manage.ts';
import type { Command, ExitCode, Invocation } from '../command.ts';
import { serverConfig, withHost } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { formatTable, note, print, printJson } from '../output.ts';
import { subcommand, usageOf } from '../subcommand.ts';

const forms = {
  add: { usage: 'add URL [--event EVENT]', words: 1, run: add },
  list: { usage: 'list', words: 0, run: list },
  pause: { usage: 'pause ID', words: 1, run: (words, invocation) => pause(words, invocation, true) },
  resume: { usage: 'resume ID', words: 1, run: (words, invocation) => pause(words, invocation, false) },
  remove: { usage: 'remove ID', words: 1, run: remove },
  test: { usage: 'test ID', words: 1, run: test },
  deliveries: { usage: 'deliveries [--webhook ID] [--state STATE] [--limit N]', words: 0, run: deliveries },
  redeliver: { usage: 'redeliver DELIVERY', words: 1, run: redeliver },
} satisfies Parameters<typeof subcommand>[1];

export const webhookCommand: Command = {
  usage: `webhook ${Object.keys(forms).join('|')} …`,
  options: [
    {
      name: 'event',
      type: 'list',
      value: 'EVENT',
      help: `${WEBHOOK_EVENTS.join(', ')}; may be given several times (default: all)`,
    },
    { name: 'webhook', type: 'string', value: 'ID', help: 'of this webhook only' },
    { name: 'state', type: 'string', value: 'STATE', help: `${DELIVERY_STATES.join(', ')} only` },
    { name: 'limit', type: 'string', value: 'N', help: 'deliveries that are shown (default 20)' },
  ],
  notes: [
    usageOf('webhook', forms),
    'A running server sends the messages. Their signatures are made with a secret that `add` shows once. A host on\n' +
      'this network must be named in the setting webhookHosts.',
  ],
  examples: [
    'webhook add https://ci.example/hooks/treadle --event stage.changed',
    'webhook deliveries --state dead',
  ],
  positionals: [1, 2],
  run: (invocation) => subcommand('webhook', forms, invocation),
};

function add([url]: readonly string[], invocation: Invocation): Promise<ExitCode> {
  const events = eventsOf(invocation.list('event'));
  const { webhookHosts } = serverConfig();
  return withHost<ExitCode>(invocation, async ({ workspace, author }) => {
    const actor = author || 'local';
    const { webhook, secret } = await addWebhook(workspace, webhookHosts, { url: url!, events, actor });
    if (invocation.flag('json')) printJson({ ...webhook, secret });
    else {
      print(secret);
      note(`Messages to ${webhook.url} are signed with it. This is the only time that it is shown.`);
    }
    return 0;
  });
}

function list(_: readonly string[], invocation: Invocation): Promise<ExitCode> {
  return withHost<ExitCode>(invocation, async ({ workspace }) => {
    const webhooks = await workspace.webhooks.list();
    if (invocation.flag('json')) printJson(webhooks);
    else if (webhooks.length === 0) print('No webhooks.');
    else {
      const rows = webhooks.map(({ webhookId, url, events, pausedAt }) => [
        webhookId,
        url,
        events.join(', '),
        pausedAt === null ? 'on' : 'paused',
      ]);
      print(formatTable(['id', 'address', 'events', 'state'], rows));
    }
    return 0;
  });
}

function pause([id]: readonly string[], invocation: Invocation, paused: boolean): Promise<ExitCode> {
  return withHost<ExitCode>(invocation, async ({ workspace }) => {
    const webhook = await workspace.webhooks.pause(id!, paused);
    if (invocation.flag('json')) printJson(webhook);
    else print(paused ? `${webhook.url} is told nothing any more.` : `${webhook.url} is told from now on.`);
    return 0;
  });
}

function remove([id]: readonly string[], invocation: Invocation): Promise<ExitCode> {
  return withHost<ExitCode>(invocation, async ({ workspace, author }) => {
    const webhook = await removeWebhook(workspace, id!, author || 'local');
    if (invocation.flag('json')) printJson(webhook);
    else print(`${webhook.url} is removed.`);
    return 0;
  });
}

function test([id]: readonly string[], invocation: Invocation): Promise<ExitCode> {
  return withHost<ExitCode>(invocation, async ({ workspace }) =>
    queued(await workspace.webhooks.ping(id!), invocation),
  );
}

function redeliver([id]: readonly string[], invocation: Invocation): Promise<ExitCode> {
  return withHost<ExitCode>(invocation, async ({ workspace }) =>
    queued(await workspace.webhooks.redeliver(id!), invocation),
  );
}

function queued(delivery: Delivery, invocation: Invocation): ExitCode {
  if (invocation.flag('json')) printJson(delivery);
  else print(`${delivery.deliveryId} waits for a running server to send it.`);
  return 0;
}

function deliveries(_: readonly string[], invocation: Invocation): Promise<ExitCode> {
  const state = stateOf(invocation.string('state'));
  const limit = wholeNumber(invocation, 'limit', { min: 1, max: 500, fallback: 20 });
  return withHost<ExitCode>(invocation, async ({ workspace }) => {
    const webhookId = invocation.string('webhook');
    const found = await workspace.webhooks.deliveries({ webhookId, state, limit });
    if (invocation.flag('json')) printJson(found);
    else if (found.length === 0) print('No deliveries.');
    else
      print(formatTable(['id', 'event', 'made', 'state', 'attempts', 'last answer'], found.map(deliveryRow)));
    return 0;
  });
}

const deliveryRow = ({
  deliveryId,
  event,
  createdAt,
  state,
  attempts,
  lastStatus,
  lastError,
}: Delivery): string[] => [
  deliveryId,
  event,
  new Date(createdAt).toISOString(),
  state,
  String(attempts),
  lastError ?? (lastStatus === null ? '' : String(lastStatus)),
];

function eventsOf(words: readonly string[]): readonly WebhookEvent[] {
  if (words.length === 0) return WEBHOOK_EVENTS;
  return words.map((word) => {
    const event = WEBHOOK_EVENTS.find((each) => each === word);
    if (event !== undefined) return event;
    throw new AppError('usage', {
      detail: `--event must be one of ${WEBHOOK_EVENTS.join(', ')}, not "${word}".`,
    });
  });
}

function stateOf(word: string | undefined): DeliveryState | undefined {
  const state = DELIVERY_STATES.find((each) => each === word);
  if (word === undefined || state !== undefined) return state;
  throw new AppError('usage', {
    detail: `--state must be one of ${DELIVERY_STATES.join(', ')}, not "${word}".`,
  });
}
