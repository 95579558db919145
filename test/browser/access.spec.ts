import { spawnSync } from 'node:child_process';
import { expect, test, type Page } from '@playwright/test';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

function treadle(...words: string[]): string {
  const place = ['--workspace', server.workspace];
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['dist/node/treadle.js', ...words, ...place],
    {
      encoding: 'utf8',
    },
  );
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

const syncStatus = (page: Page) => page.getByRole('status', { name: 'Sync status' });

test('[SEC2] once there is a token, a page needs one: by a pairing link, or by pasting it', async ({
  browser,
}) => {
  const first = await (await browser.newContext()).newPage();
  await first.goto(`${server.url}/settings`);
  await expect(first.getByText('whoever reaches it from this machine is admin')).toBeVisible();
  await expect(syncStatus(first)).toHaveText(/in sync/i);
  // Who makes the first one stays admin by it, and still sees it to copy it.
  await first.getByRole('textbox', { name: 'New token for' }).fill('Ada');
  await first.getByRole('button', { name: 'Make it' }).click();
  await expect(first.getByText('It knows this page as “Ada”')).toBeVisible();
  await expect(first.getByRole('row', { name: /Ada/ })).toContainText('admin');
  await expect(first.getByRole('status').locator('code')).toHaveText(/^trd_/);

  const page = await (await browser.newContext()).newPage();
  await page.goto(`${server.url}/settings`);
  await expect(page.getByText('It wants a token')).toBeVisible();
  await page.goto(treadle('token', 'pair', '--url', server.url));
  await expect(syncStatus(page)).toHaveText(/in sync/i);
  expect(page.url()).not.toContain('pair=');
  await page.goto(`${server.url}/settings`);
  await expect(page.getByText('It knows this page as “paired page (admin)”')).toBeVisible();

  // An admin makes a token for somebody else, who pastes it.
  await page.getByRole('textbox', { name: 'New token for' }).fill('Bea');
  await page.getByRole('button', { name: 'Make it' }).click();
  const secret = await page.getByRole('status').locator('code').textContent();
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${server.url}/settings`);
  await other.getByRole('textbox', { name: 'Token' }).fill('trd_wrong');
  await other.getByRole('button', { name: 'Use it' }).click();
  await expect(other.getByRole('alert')).toContainText('A valid token is needed');
  await other.getByRole('textbox', { name: 'Token' }).fill(secret!);
  await other.getByRole('button', { name: 'Use it' }).click();
  await expect(other.getByText('“Bea”')).toBeVisible();
  await expect(other.getByRole('heading', { name: 'Tokens' })).toHaveCount(0);

  // Revoked, it works no more.
  await page.getByRole('row', { name: /Bea/ }).getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByRole('row', { name: /Bea/ })).toContainText('Revoked');
  await other.reload();
  await expect(other.getByText('It wants a token')).toBeVisible();

  await page.getByRole('link', { name: 'Open the audit' }).click();
  await expect(page.getByRole('row', { name: /token.issued Bea/ })).toBeVisible();
  await page.getByRole('button', { name: 'Verify the chain' }).click();
  await expect(page.getByText('The log is whole')).toBeVisible();
});
