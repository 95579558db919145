import { readFileSync } from 'node:fs';
import { expect, test, type Download, type Page } from '@playwright/test';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { readStore } from './page-database.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

// Cells that a plain CSV cannot give back: formulas, markers that are texts, numbers that are codes.
const csv =
  'code,note,when\n007,=1+1,2024-02-29\n008," lead",\n009,NA-1,2024-03-01\n,"a ""b"", c",2024-03-02\n';

interface Picked {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

test('a CSV that was exported exactly and its schema file are the same data version again', async ({
  page,
}) => {
  await load(page, [{ name: 'tricky.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) }]);
  const files = await exportExactly(page);
  expect(files).toHaveLength(2);
  await load(page, files, 'copy');
  const [copy, original] = await readStore<DatasetRecord>(page, 'datasets');
  expect([copy!.name, original!.name]).toEqual(['copy', 'tricky']);
  expect(copy!.versions[0]!.dataVersion).toBe(original!.versions[0]!.dataVersion);
});

async function load(page: Page, files: Picked[], dataset?: string): Promise<void> {
  await page.goto(`${server.url}/data/import`);
  await page.getByLabel('Data file').setInputFiles(files);
  await expect(page.getByRole('button', { name: 'Load 3 columns' })).toBeVisible();
  if (dataset !== undefined) {
    await expect(page.getByText('read by its schema file')).toBeVisible();
    await page.getByRole('textbox', { name: 'Dataset' }).fill(dataset);
  }
  await page.getByRole('button', { name: 'Load 3 columns' }).click();
  await expect(page.getByText(/4 rows of .* are in/)).toBeVisible();
}

async function exportExactly(page: Page): Promise<Picked[]> {
  await page.goto(`${server.url}/data/tricky`);
  const downloads: Download[] = [];
  page.on('download', (download) => downloads.push(download));
  await page.getByRole('button', { name: 'More actions' }).first().click();
  await page.getByRole('menuitem', { name: 'CSV, exact, with its schema' }).click();
  await expect.poll(() => downloads.length).toBe(2);
  const saved = await Promise.all(
    downloads.map(async (one) => ({ name: one.suggestedFilename(), buffer: readFileSync(await one.path()) })),
  );
  return saved.map((one) => ({ ...one, mimeType: '' }));
}
