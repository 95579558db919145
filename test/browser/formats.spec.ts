import { expect, test } from '@playwright/test';
import { gzipSync, zipSync } from 'fflate';
import { tableFromInstances } from '../../shared/table/instances.ts';
import { writeParquet } from '../../shared/table/write-parquet.ts';
import { workbook } from '../table/formats/workbook.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

const rows = Array.from(
  { length: 40 },
  (_, i) => [i % 4 === 0 ? null : i * 1.5, ['red', 'green'][i % 2]!] as const,
);
const csv = ['size,colour', ...rows.map(([size, colour]) => `${size ?? ''},${colour}`)].join('\n');
const table = tableFromInstances(
  [
    { name: 'size', type: 'numeric' },
    { name: 'colour', type: 'categorical' },
  ],
  rows,
);
const bytesOf = (text: string): Buffer => Buffer.from(text);

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

test('every format goes through the same review and adds the same rows once', async ({ page }) => {
  const jsonLines = rows.map(([size, colour]) => JSON.stringify({ size, colour })).join('\n');
  const sheet = [['size', 'colour'], ...rows.map((row) => [...row])];
  const files: [name: string, bytes: Buffer, found: RegExp][] = [
    ['paint.csv.gz', Buffer.from(gzipSync(bytesOf(csv))), /Delimited text, out of gzip/],
    ['paint.jsonl', bytesOf(jsonLines), /JSON lines/],
    ['paint.parquet', Buffer.from(await writeParquet(table)), /Parquet/],
    ['paint.xlsx', Buffer.from(workbook({ Empty: [], Paint: sheet })), /Excel workbook/],
  ];
  for (const [at, [name, buffer, found]] of files.entries()) {
    await page.goto(`${server.url}/data/import`);
    await page.getByLabel('Data file').setInputFiles({ name, mimeType: '', buffer });
    await expect(page.getByText(found).first()).toBeVisible();
    await page.getByRole('button', { name: 'Load 2 columns' }).click();
    const outcome = at === 0 ? /40 rows of paint\.csv\.gz are in paint/ : /exactly these rows already/;
    await expect(page.getByText(outcome)).toBeVisible();
  }
});

test('another file of an archive can be chosen in the review', async ({ page }) => {
  const archive = zipSync({ 'one.csv': bytesOf('a\n1\n2\n'), 'two.csv': bytesOf('b,c\n3,4\n5,6\n') });
  await page.goto(`${server.url}/data/import`);
  await page
    .getByLabel('Data file')
    .setInputFiles({ name: 'both.zip', mimeType: '', buffer: Buffer.from(archive) });
  await page.getByRole('combobox', { name: 'File in the archive' }).click();
  await page.getByRole('option', { name: 'two.csv' }).click();
  await expect(page.getByRole('button', { name: 'Load 2 columns' })).toBeVisible();
});

test('a file that the operating system opens with the app goes to the review', async ({ page }) => {
  await page.addInitScript((text) => {
    const handle = { getFile: async () => new File([text], 'opened.csv') };
    Object.defineProperty(globalThis, 'launchQueue', {
      value: { setConsumer: (take: (launch: unknown) => void) => take({ files: [handle] }) },
    });
  }, csv);
  await page.goto(server.url);
  await expect(page.getByRole('heading', { name: 'Load opened.csv' })).toBeVisible();
});

test('the installed app offers to open data files', async ({ request }) => {
  const manifest = (await (await request.get(`${server.url}/manifest.webmanifest`)).json()) as {
    file_handlers: { action: string; accept: Record<string, string[]> }[];
  };
  expect(manifest.file_handlers[0]!.action).toBe('/data/import');
  expect(Object.values(manifest.file_handlers[0]!.accept).flat()).toContain('.parquet');
});

test('columns that differ from the dataset are named, and nothing is added', async ({ page }) => {
  await page.goto(`${server.url}/data/import`);
  await page
    .getByLabel('Data file')
    .setInputFiles({ name: 'shapes.csv', mimeType: '', buffer: bytesOf(csv) });
  await page.getByRole('button', { name: 'Load 2 columns' }).click();
  await expect(page.getByText(/40 rows of shapes\.csv/)).toBeVisible();
  await page.goto(`${server.url}/data/import?dataset=shapes`);
  const other = bytesOf('size,weight\nlarge,3\nsmall,4\nlarge,9\n');
  await page.getByLabel('Data file').setInputFiles({ name: 'shapes-2.csv', mimeType: '', buffer: other });
  await page.getByRole('button', { name: 'Load 2 columns' }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('column "colour" is missing');
  await expect(alert).toContainText('column "weight" is new');
  await expect(alert).toContainText('column "size" is categorical instead of numeric');
});
