import { expect, test, type Page } from '@playwright/test';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { readStore } from './page-database.ts';
import { productsCsv } from './products.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

const ROWS = 35_000;
const csv = productsCsv(ROWS);

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

test('35,000 products come 40 %, 43 %, … 100 %, over a kill, and every step stays readable', async ({
  context,
}) => {
  let page = await context.newPage();
  await load(page, 'staged', true);
  await page.goto(`${server.url}/data/staged?tab=versions`);
  for (let percent = 43; percent <= 100; percent += 3) {
    await page.getByRole('button', { name: 'Load +3 %' }).click();
    if (percent === 61) {
      // In the middle of the step: it is there wholly or not at all.
      await page.waitForTimeout(30);
      await page.close({ runBeforeUnload: false });
      page = await context.newPage();
      await page.goto(`${server.url}/data/staged?tab=versions`);
      const [staged] = await readStore<DatasetRecord>(page, 'datasets');
      expect([58, 61]).toContain(staged!.batches.at(-1)!.part.upTo);
      if (staged!.batches.at(-1)!.part.upTo === 58)
        await page.getByRole('button', { name: 'Load +3 %' }).click();
    }
    await expect(share(page)).toHaveText(`${percent} %`);
  }
  const [staged] = await readStore<DatasetRecord>(page, 'datasets');
  const rowsAt = (percent: number): number => Math.round((ROWS * percent) / 100);
  const percents = Array.from({ length: 21 }, (_, at) => 40 + 3 * at);
  expect(staged!.versions.map(({ nRows }) => nRows)).toEqual(percents.map(rowsAt));
  expect(staged!.versions.every(({ classes }) => classes?.column === 'category')).toBe(true);

  for (const { dataVersion, nRows } of staged!.versions) {
    await page.goto(`${server.url}/data/staged?tab=rows&version=${dataVersion}`);
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', String(nRows + 1));
  }
  await load(page, 'whole', false);
  const [, whole] = await readStore<DatasetRecord>(page, 'datasets');
  expect(staged!.versions.at(-1)!.dataVersion).toBe(whole!.versions[0]!.dataVersion);
});

const share = (page: Page) => page.getByRole('region', { name: 'Loaded so far' }).locator('dd').first();

async function load(page: Page, name: string, inStages: boolean): Promise<void> {
  await page.goto(`${server.url}/data/import`);
  const file = { name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(csv) };
  await page.getByLabel('Data file').setInputFiles(file);
  await expect(page.getByRole('button', { name: 'Load 7 columns' })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Target' })).toHaveValue('category');
  if (inStages) await page.getByRole('switch', { name: 'Load in stages' }).check({ force: true });
  await page.getByRole('button', { name: 'Load 7 columns' }).click();
  await expect(page.getByText(/ rows of (staged|whole)\.csv are in/)).toBeVisible();
}
