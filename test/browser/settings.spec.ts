import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { unzipSync } from 'fflate';
import { CHROMIUM_ARGS, findChromium } from '../chromium.ts';
import { dropFile } from './drop-file.ts';
import { readStore } from './page-database.ts';
import { recordingProxy } from './recording-proxy.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

test('what is stored can be kept, exported and deleted, after a question', async () => {
  const profile = mkdtempSync(join(tmpdir(), 'treadle-profile-'));
  // The default contexts of the browser are private ones: nothing of them is ever kept for good.
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: findChromium()!,
    args: CHROMIUM_ARGS,
  });
  try {
    const page = await context.newPage();
    await loadRows(page);
    await page.goto(`${server.url}/settings`);
    await expect(page.getByText(/of .* that the browser grants/)).toBeVisible();
    await keptForGood(context, page);
    await exportsEverything(page);
    await deletesEverything(page);
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
});

async function loadRows(page: Page): Promise<void> {
  await page.goto(`${server.url}/data/import`);
  await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
  await dropFile(page, 'formulas.csv', 'name,age\n=SUM(A1),36\nAda,\n');
  await page.getByRole('button', { name: 'Load 2 columns' }).click();
  await expect(page.getByText('2 rows of formulas.csv')).toBeVisible();
}

async function keptForGood(context: BrowserContext, page: Page): Promise<void> {
  const devtools = await context.newCDPSession(page);
  await devtools.send('Browser.grantPermissions', { permissions: ['durableStorage'] });
  const ask = page.getByRole('button', { name: 'Ask the browser to keep it' });
  const kept = page.getByText('Yes', { exact: true });
  await expect(ask.or(kept)).toBeVisible();
  if (await ask.isVisible()) await ask.click();
  await expect(kept).toBeVisible();
}

async function exportsEverything(page: Page): Promise<void> {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^treadle-.*\.zip$/);
  const files = unzipSync(readFileSync(await saved.path()));
  expect(Object.keys(files).toSorted()).toEqual([
    'datasets/formulas/dataset.json',
    'datasets/formulas/rows.csv',
    'datasets/formulas/rows.csv.schema.json',
    'models.json',
    'runs.json',
  ]);
  expect(new TextDecoder().decode(files['datasets/formulas/rows.csv'])).toContain('=SUM(A1),36');
}

async function deletesEverything(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Delete everything?' });
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(dialog).toHaveCount(0);
  expect(await readStore(page, 'datasets')).toHaveLength(1);
  await page.getByRole('button', { name: 'Delete everything' }).click();
  await dialog.getByRole('button', { name: 'Delete everything' }).click();
  await page.waitForURL(`${server.url}/`);
  await expect(page.getByRole('button', { name: 'Run the full lifecycle' })).toBeVisible();
  expect(await readStore(page, 'datasets')).toEqual([]);
}

test('a newer version of the app is offered, and comes with the reload that the person asks for', async ({
  page,
}) => {
  let version = 1;
  const proxy = await recordingProxy(server.url, (url) =>
    url.startsWith('/sw.js') ? (body) => Buffer.concat([body, Buffer.from(`\n// ${version}\n`)]) : null,
  );
  try {
    await page.goto(proxy.url);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await expect(page.getByText('A new version of Treadle is ready.')).toHaveCount(0);
    version = 2;
    await page.evaluate(async () => void (await (await navigator.serviceWorker.ready).update()));
    await expect(page.getByText('A new version of Treadle is ready.')).toBeVisible();
    const loaded = page.waitForEvent('load');
    await page.getByRole('button', { name: 'Reload to update' }).click();
    await loaded;
    await expect(page.getByRole('button', { name: 'Run the full lifecycle' })).toBeVisible();
    await expect(page.getByText('A new version of Treadle is ready.')).toHaveCount(0);
  } finally {
    await proxy.close();
  }
});

test('where the browser offers to install the app, a button does it', async ({ page }) => {
  await page.goto(server.url);
  await expect(page.getByRole('button', { name: 'Run the full lifecycle' })).toBeVisible();
  const install = page.getByRole('button', { name: 'Install Treadle' });
  await expect(install).toHaveCount(0);
  // Chromium without a window never offers it by itself: this is its offer.
  await page.evaluate(() => {
    const asked = { times: 0 };
    Object.assign(globalThis, { asked });
    const prompt = async () => {
      asked.times += 1;
      return { outcome: 'accepted' };
    };
    window.dispatchEvent(Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt }));
  });
  await install.click();
  await expect(install).toHaveCount(0);
  expect(await page.evaluate(() => (globalThis as unknown as { asked: { times: number } }).asked.times)).toBe(
    1,
  );
});
