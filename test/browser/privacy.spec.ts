import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { openCommandLine } from './command-line.ts';
import { dropFile } from './drop-file.ts';
import { recordingProxy, type RecordingProxy, type SentRequest } from './recording-proxy.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';
import { NEW_CUSTOMERS, subscribersCsv } from './subscribers.ts';

/** Cells that must stay on the device: an identifier, a free text, and numbers that are no extremes. */
const canaries = {
  identifier: 'CANARYIDENTIFIER7719',
  text: 'canarytext moved to Ouagadougou last spring',
  word: 'Ouagadougou',
  charges: 61.731902468135,
  tenure: 33.4177,
  total: 2718.281828459,
};
const N_ROWS = 600;
const CANARY_ROW = 321;
/** The largest cell of its column is a bin edge, so it may travel: what finds it would find a canary. */
const EXTREME = 120.987654321;
const EXTREME_ROW = 322;

let server: ServerUnderTest;
let proxy: RecordingProxy;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
  proxy = await recordingProxy(server.url);
});
test.afterAll(async () => {
  await proxy.close();
  await server.dispose();
});

test('[SYNC10] no request carries a cell of the data, whatever is trained, shared and asked', async ({
  page,
}) => {
  await page.goto(proxy.url);
  await expect(page.getByRole('button', { name: 'Run the full lifecycle' })).toBeVisible();
  await dropFile(page, 'subscribers.csv', csvWithCanaries());
  await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
  await expect(page.getByText(/600 rows of subscribers\.csv/)).toBeVisible();
  await page.getByRole('link', { name: 'Train on this' }).click();
  await trainEveryEstimator(page);
  await registerBest(page);
  await askAboutTheCanary(page);
  await shareFromCommandLine();
  await expect(page.getByRole('status', { name: 'Sync status' })).toHaveText(/in sync/i);

  // The search can find: what may travel is in what was recorded, packages among it.
  const uploads = proxy.sent.filter(({ line }) => line.startsWith('PATCH'));
  expect(uploads.length).toBeGreaterThan(3);
  expect(requestsWith('Month-to-month')).not.toEqual([]);
  expect(requestsWith('MonthlyCharges')).not.toEqual([]);
  expect(requestsWith(EXTREME)).not.toEqual([]);

  for (const [name, value] of Object.entries(canaries)) expect(requestsWith(value), name).toEqual([]);
  for (const identifier of identifiers()) expect(requestsWith(identifier), identifier).toEqual([]);
});

async function trainEveryEstimator(page: Page): Promise<void> {
  await expect(page.getByRole('combobox', { name: 'Target' })).toHaveValue('Churn');
  for (const box of await page.getByRole('checkbox', { name: /tree|neural/i }).all()) await box.check();
  await page.getByRole('button', { name: /^Train \d models$/ }).click();
  await expect(page.getByText(/^Trained (\d) of \1 models/)).toBeVisible({ timeout: 180_000 });
}

async function registerBest(page: Page): Promise<void> {
  await page.goto(`${proxy.url}/experiments`);
  await page
    .getByRole('link', { name: /random-forest/ })
    .first()
    .click();
  await page.getByRole('button', { name: 'Register model' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Model' }).fill('churn');
  await dialog.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByRole('button', { name: 'Promote v1 to Production' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Promote to Production' }).click();
  await expect(page.getByText('churn v1 is in Production.')).toBeVisible();
}

/** A folder that was trained on the same file shares through the same proxy. */
async function shareFromCommandLine(): Promise<void> {
  const command = openCommandLine();
  try {
    const file = join(dirname(command.workspace), 'subscribers.csv');
    writeFileSync(file, csvWithCanaries());
    await command.json('pull', '--server', proxy.url);
    // Another seed than the page's: equal packages would not be sent again.
    const how = ['--target', 'Churn', '--estimator', 'decision-tree', '--seed', '3', '--register', 'churn'];
    await command.json('train', file, ...how);
    const before = proxy.sent.length;
    await command.json('push', '--packages', 'all');
    const lines = proxy.sent.slice(before).map(({ line }) => line);
    expect(lines.filter((line) => line.startsWith('PATCH')).length).toBeGreaterThan(0);
    expect(lines).toContain('POST /api/v1/sync/push');
  } finally {
    command.remove();
  }
}

/** What somebody asks about is a row too. */
async function askAboutTheCanary(page: Page): Promise<void> {
  await page.goto(`${proxy.url}/predict?model=churn&tab=file`);
  const file = { name: 'ask.csv', mimeType: 'text/csv', buffer: Buffer.from(csvWithCanaries()) };
  await page.locator('input[type=file]').first().setInputFiles(file);
  await expect(page.getByText(/600/).first()).toBeVisible();
}

/** Like the subscribers, with a free text and the canaries in one row. */
function csvWithCanaries(): string {
  const [header, ...rows] = subscribersCsv(N_ROWS).trimEnd().split('\n');
  const lines = rows.map((row, at) => {
    const cells = row.split(',');
    if (at === CANARY_ROW) {
      cells[0] = canaries.identifier;
      cells[4] = String(canaries.tenure);
      cells[7] = String(canaries.charges);
      cells[8] = String(canaries.total);
    }
    if (at === EXTREME_ROW) cells[7] = String(EXTREME);
    const note =
      at === CANARY_ROW ? canaries.text : `asked about invoice ${at * 7919} by telephone on day ${at}`;
    return [...cells.slice(0, -1), note, cells.at(-1)].join(',');
  });
  return `${[header!.replace(/,Churn$/, ',note,Churn'), ...lines].join('\n')}\n`;
}

const identifiers = (): string[] =>
  csvWithCanaries()
    .split('\n')
    .slice(1 + NEW_CUSTOMERS, 40)
    .map((line) => line.split(',')[0]!);

/** The requests that hold a text, or a number in any form that our files have: digits, float64, float32. */
function requestsWith(value: string | number): string[] {
  const needles = typeof value === 'string' ? [Buffer.from(value)] : numberForms(value);
  return proxy.sent
    .filter((sent) => everyReading(sent).some((bytes) => needles.some((needle) => bytes.includes(needle))))
    .map(({ line }) => line);
}

function numberForms(value: number): Buffer[] {
  const double = Buffer.alloc(8);
  double.writeDoubleLE(value);
  const single = Buffer.alloc(4);
  single.writeFloatLE(value);
  return [Buffer.from(String(value)), double, single];
}

const readings = new WeakMap<SentRequest, Buffer[]>();

/** A request as it is, and every base64 text in it decoded. */
function everyReading(sent: SentRequest): Buffer[] {
  const known = readings.get(sent);
  if (known !== undefined) return known;
  const encoded = sent.body.toString('latin1').match(/[A-Za-z0-9+/]{12,}={0,2}/g) ?? [];
  const all = [
    Buffer.from(decodeURIComponent(sent.line)),
    Buffer.from(sent.headers),
    sent.body,
    ...encoded.map((text) => Buffer.from(text, 'base64')),
  ];
  readings.set(sent, all);
  return all;
}
