import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { expect, test } from '@playwright/test';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
let receiver: Server;
let url: string;
let status = 200;
test.beforeAll(async () => {
  receiver = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(status).end());
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(receiver.address() as { port: number }).port}/hook`;
  process.env['TREADLE_WEBHOOK_HOSTS'] = '127.0.0.1';
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(async () => {
  delete process.env['TREADLE_WEBHOOK_HOSTS'];
  await server.dispose();
  receiver.close();
});

test('an admin adds a webhook, tries it, sees what came of every message, and sends one again', async ({
  page,
}) => {
  await page.goto(`${server.url}/settings`);
  await page.getByRole('link', { name: 'Open the webhooks' }).click();
  await expect(page.getByText('Nobody is told yet')).toBeVisible();
  const address = page.getByRole('textbox', { name: 'Address' });
  await address.fill('http://10.0.0.1/hook');
  await page.getByRole('button', { name: 'Add it' }).click();
  await expect(page.getByRole('alert')).toContainText('A webhook cannot be sent there');
  await address.fill(url);
  await page.getByRole('button', { name: 'Add it' }).click();
  await expect(page.getByRole('status').locator('code')).toHaveText(/^whsec_/);

  await page.getByRole('button', { name: 'Test' }).click();
  const ping = page.getByRole('row', { name: /ping/ });
  await expect(ping).toContainText('delivered');
  await expect(ping).toContainText('200');
  status = 500;
  await ping.getByRole('button', { name: 'Send again' }).click();
  await expect(ping).toContainText('answered 500');

  // A version that a command registers is told too, by the running server.
  status = 200;
  const rows = Array.from(
    { length: 80 },
    (_, row) => `${((row * 37) % 101) / 3},${row % 7},${row % 2 === 0 ? 'a' : 'b'}`,
  );
  writeFileSync(`${server.workspace}.csv`, ['x,z,y', ...rows].join('\n'));
  const words = ['train', `${server.workspace}.csv`, '--target', 'y', '--register', 'small'];
  const place = ['--workspace', server.workspace];
  expect(spawnSync(process.execPath, ['dist/node/treadle.js', ...words, ...place]).status).toBe(0);
  await expect(page.getByRole('row', { name: /version.registered event/ })).toContainText('delivered');

  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByText('Paused', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('Nobody is told yet')).toBeVisible();
  await page.goto(`${server.url}/settings/audit`);
  await expect(page.getByRole('row', { name: /webhook.removed/ })).toBeVisible();
});
