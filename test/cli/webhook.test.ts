import { afterAll, beforeAll, expect, it } from 'vitest';
import { startReceiver, type Receiver } from '../sync-server/webhooks/receiver.ts';
import { openBench, type Bench } from './treadle.ts';

let bench: Bench;
let receiver: Receiver;
beforeAll(async () => {
  bench = openBench();
  receiver = await startReceiver();
  bench.write('treadle.config.json', JSON.stringify({ webhookHosts: ['127.0.0.1'] }));
});
afterAll(async () => {
  await receiver.close();
  bench.remove();
});

interface Listed {
  readonly webhookId: string;
  readonly state: string;
  readonly deliveryId: string;
}

async function listed(...words: string[]): Promise<Listed[]> {
  return JSON.parse((await bench.run('webhook', ...words, '--json')).stdout);
}

it('[SEC3] refuses addresses that are not of the internet, and that the settings do not name', async () => {
  for (const url of ['http://10.0.0.1/', 'http://localhost/', 'file:///etc/passwd', 'nothing']) {
    const { code, stderr } = await bench.run('webhook', 'add', url);
    expect([url, code, stderr]).toEqual([url, 1, expect.stringContaining('cannot be sent there')]);
  }
  expect((await bench.run('webhook', 'add', receiver.url, '--event', 'run.recorded')).code).toBe(2);
  expect((await bench.run('webhook', 'list')).stdout).toBe('No webhooks.\n');
  expect((await bench.run('webhook', 'deliveries')).stdout).toBe('No deliveries.\n');
  expect((await bench.run('webhook', 'deliveries', '--state', 'lost')).code).toBe(2);
  for (const form of ['remove', 'pause', 'resume', 'test'])
    expect((await bench.run('webhook', form, 'nobody')).stderr).toContain('There is no webhook');
  expect((await bench.run('webhook', 'redeliver', 'nothing')).stderr).toContain('There is no delivery');
}, 120_000);

it('adds one whose messages a running server sends, shows them, and removes it', async () => {
  const added = await bench.run('webhook', 'add', receiver.url, '--event', 'stage.changed');
  expect(added.stdout).toMatch(/^whsec_[\w-]{43}\n$/);
  const [webhook] = await listed('list');
  expect(JSON.stringify(webhook)).not.toContain(added.stdout.trim());
  expect((await bench.run('webhook', 'test', webhook!.webhookId)).stdout).toContain(
    'waits for a running server',
  );
  expect(await listed('deliveries', '--state', 'pending')).toHaveLength(1);
  const server = bench.start('serve', '--port', '0', '--json');
  try {
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(1);
    expect(receiver.received[0]!.json.event).toBe('ping');
    await expect
      .poll(async () => (await listed('deliveries'))[0]!.state, { timeout: 30_000 })
      .toBe('delivered');
    const [{ deliveryId }] = (await listed('deliveries')) as [Listed];
    await bench.run('webhook', 'redeliver', deliveryId);
    await expect.poll(() => receiver.received.length, { timeout: 30_000 }).toBe(2);
  } finally {
    server.child.kill('SIGTERM');
    await server.ended;
  }
  expect((await bench.run('webhook', 'pause', webhook!.webhookId)).code).toBe(0);
  expect((await bench.run('webhook', 'list')).stdout).toContain('paused');
  expect((await bench.run('webhook', 'remove', webhook!.webhookId)).code).toBe(0);
  expect(await listed('list')).toEqual([]);
}, 120_000);
