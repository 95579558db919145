import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { emptyWorkspaceState, evolve, type WorkspaceState } from '../../shared/pipelines/workspace-log.ts';
import { createRng } from '../../shared/random/rng.ts';
import type { Event } from '../../shared/records/mutation.ts';
import { sampleNamed } from '../../shared/samples/samples.ts';
import { verifyChain } from '../../shared/sync/verify.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import { type CommandLine, openCommandLine } from './command-line.ts';
import { type DevicePage, openDevicePage, syncStatus } from './device-page.ts';
import { readStore } from './page-database.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
let command: CommandLine;
let files: string;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
  command = openCommandLine();
  files = mkdtempSync(join(tmpdir(), 'treadle-files-'));
});
test.afterAll(async () => {
  command.remove();
  rmSync(files, { recursive: true, force: true });
  await server.dispose();
});

const CUSTOMER = {
  Age: 41,
  Tenure: 3,
  MonthlyCharges: 70.5,
  TotalCharges: 211.5,
  Contract: 'Month-to-month',
  PaymentMethod: 'Electronic check',
};

/** Which version answers over HTTP. */
async function served(): Promise<number | null> {
  const answer = await fetch(`${server.url}/api/models/churn/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ features: CUSTOMER }),
  });
  const { modelVersion, versionId } = (await answer.json()) as Record<string, string>;
  if (modelVersion === undefined) return null;
  const log = (await allEvents()).filter(({ type }) => type === 'version.registered');
  return 1 + log.findIndex(({ payload }) => payload['versionId'] === versionId);
}

/** The log as the server has it. */
async function allEvents(): Promise<Event[]> {
  const answer = await fetch(`${server.url}/api/v1/sync/pull`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ cursor: 0, headHash: '0'.repeat(64), limit: 1000 }),
  });
  return ((await answer.json()) as { events: Event[] }).events;
}

const stateOf = (events: readonly Event[]): WorkspaceState => evolve(emptyWorkspaceState(), events);

const stageOf = (page: Page, version: number) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: new RegExp(`^v${version}\\b`) }) });

async function promoteInPage(page: Page, version: number): Promise<void> {
  await page.getByRole('button', { name: `Promote v${version} to Production` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Promote to Production' }).click();
  await expect(stageOf(page, version)).toContainText('Production');
}

/** Has its network again, and what it did without it was not taken. */
async function comesBack({ page, context }: DevicePage): Promise<void> {
  await context.setOffline(false);
  await expect(async () => {
    await page.evaluate(() => dispatchEvent(new Event('online')));
    await expect(page.getByLabel('1 conflict')).toBeVisible({ timeout: 4000 });
  }).toPass({ timeout: 120_000 });
}

test('two browsers and a command line promote in turns, offline and online, settle it, and end equal', async ({
  browser,
}) => {
  const [ana, ben] = [await openDevicePage(browser, server.url), await openDevicePage(browser, server.url)];

  await test.step('ana makes a model; ben and the command line have it', async () => {
    await ana.page.getByRole('button', { name: 'Run the full lifecycle' }).click();
    await expect(ana.page.getByText('Predict samples: done')).toBeAttached({ timeout: 120_000 });
    await ben.page.goto(`${server.url}/models/churn`);
    await expect(stageOf(ben.page, 1)).toContainText('Production');
    const { packages } = await command.json<{ packages: { fetched: string[] } }>(
      'pull',
      '--server',
      server.url,
    );
    expect(packages.fetched).toHaveLength(1);
  });

  await test.step('[SYNC4] the command line shares two more versions: both pages show them without being asked', async () => {
    const file = join(files, 'churn.csv');
    writeFileSync(file, writeCsv(sampleNamed('churn').generate(createRng(5), 300), { exact: true }));
    for (const seed of ['1', '2']) {
      const how = ['--target', 'Churn', '--estimator', 'decision-tree', '--seed', seed];
      await command.json('train', file, ...how, '--register', 'churn');
    }
    await ana.page.goto(`${server.url}/models/churn`);
    await command.json('push');
    for (const { page } of [ana, ben]) await expect(stageOf(page, 3)).toBeVisible();
  });

  await test.step('three promote: ben without network, the command line without telling, ana at once', async () => {
    await ben.context.setOffline(true);
    await promoteInPage(ben.page, 3);
    await expect(syncStatus(ben.page)).toHaveText('1 change only here');
    expect((await command.run('promote', 'churn', '3', '--stage', 'Staging')).status).toBe(0);
    expect((await command.run('promote', 'churn', '3', '--stage', 'Production')).status).toBe(0);
    await promoteInPage(ana.page, 2);
    await expect.poll(served).toBe(2);
  });

  await test.step('[SYNC5] the command line is told that it came too late, and promotes anyway', async () => {
    const late = await command.run('push');
    expect(late.status).toBe(1);
    expect(late.stdout).toContain('churn v3 in Production');
    expect(late.stdout).toContain('v2 is in Production');
    const [remedy] = /promote churn 3 --stage Production/.exec(late.stderr)!;
    expect((await command.run(...remedy.split(' '))).status).toBe(0);
    await command.json('push');
    await expect(stageOf(ana.page, 3)).toContainText('Production');
    await expect.poll(served).toBe(3);
  });

  await test.step('[PRED3] a promotion in one browser is in the other and in what is served', async () => {
    await promoteInPage(ana.page, 2);
    await expect.poll(served).toBe(2);
  });

  await test.step('[SYNC5] ben comes back, sees in words what is there instead, and settles it by keyboard', async () => {
    await comesBack(ben);
    const badge = ben.page.getByLabel('1 conflict');
    await expect(stageOf(ben.page, 2)).toContainText('Production');
    await syncStatus(ben.page).click();
    const settle = ben.page.getByRole('link', { name: 'Settle 1 conflict' });
    await settle.focus();
    await ben.page.keyboard.press('Enter');
    const conflict = ben.page.getByRole('article', { name: 'You wanted churn v3 in Production' });
    await expect(conflict).toContainText('Meanwhile v2 is in Production, by local');
    await ben.page.evaluate(() => document.querySelector('main')?.focus());
    await conflict.getByRole('button', { name: 'Promote anyway' }).focus();
    await ben.page.keyboard.press('Enter');
    await expect(conflict).toHaveCount(0);
    await expect(badge).toHaveCount(0);
    await expect(stageOf(ana.page, 3)).toContainText('Production');
    await expect.poll(served).toBe(3);
  });

  await test.step('a promotion that is dropped changes nothing', async () => {
    await ben.page.goto(`${server.url}/models/churn`);
    await ben.context.setOffline(true);
    await promoteInPage(ben.page, 1);
    await promoteInPage(ana.page, 2);
    await expect.poll(served).toBe(2);
    await comesBack(ben);
    await ben.page.getByRole('link', { name: 'Settle it' }).click();
    await ben.page.getByRole('button', { name: 'Drop' }).click();
    await expect(ben.page.getByText('None. Should somebody else be faster')).toBeVisible();
    await expect(syncStatus(ben.page)).toHaveText(/in sync/i, { timeout: 60_000 });
  });

  await test.step('[SYNC] all three hold the same log and the same registry', async () => {
    await command.json('pull');
    const { headHash } = await command.json<{ headHash: string }>('audit', 'verify');
    const wanted = await allEvents();
    expect(verifyChain(wanted, { head: { seq: wanted.length, hash: headHash } })).toBeNull();
    for (const { page } of [ana, ben]) {
      await expect.poll(async () => (await readStore<Event>(page, 'events')).at(-1)?.hash).toBe(headHash);
      expect(await readStore(page, 'outbox')).toEqual([]);
      expect(stateOf(await readStore<Event>(page, 'events'))).toEqual(stateOf(wanted));
    }
    expect(stateOf(await command.json<Event[]>('audit', '--limit', '100000'))).toEqual(stateOf(wanted));
    const uids = wanted.filter(({ status }) => status !== 'duplicate').map(({ uid }) => uid);
    expect(new Set(uids).size).toBe(uids.length);
  });
});
