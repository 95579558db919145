import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright';
import { serverUnderTest } from '../browser/server.ts';
import { CHROMIUM_ARGS, findChromium, HOW_TO_GET_CHROMIUM } from '../chromium.ts';
import type { Bench, BenchRow } from './bench.ts';
import { framesWhile, scrollGrid, type Frames } from './frames.ts';
import { N_COLUMNS, N_ROWS, writeImportFile } from './import-file.ts';
import { longestTask, watchLongTasks } from './long-tasks.ts';

/** What a person waits for, and what they see meanwhile, with a large file in the page. */
export const importPage: Bench = {
  name: 'import-page',
  about: `the CSV of ${N_ROWS} rows × ${N_COLUMNS} columns in Chromium: imported, reopened, scrolled, sorted, explored`,
  async run() {
    const executablePath = findChromium();
    if (executablePath === null) throw new Error(HOW_TO_GET_CHROMIUM);
    const folder = mkdtempSync(join(tmpdir(), 'treadle-import-page-'));
    const file = join(folder, 'measured.csv');
    writeImportFile(file);
    const server = await serverUnderTest();
    await server.start();
    const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
    try {
      const page = await browser.newPage();
      await page.goto(`${server.url}/data/import`);
      const importMs = await importInPage(page, file);
      const longest = await longestTask(page);
      const openMs = await reopenInPage(page, server.url);
      return [
        { measure: 'import in Chromium, from the click to the result', value: importMs, unit: 'ms' },
        atMost('longest task of the main thread meanwhile', longest, 200),
        atMost('reopening it in a new page, to its first rows', openMs, 2000),
        ...(await frames(page)),
      ];
    } finally {
      await browser.close();
      await server.dispose();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function importInPage(page: Page, file: string): Promise<number> {
  await watchLongTasks(page);
  await page.getByLabel('Data file').setInputFiles(file);
  const load = page.getByRole('button', { name: /^Load \d+ columns$/ });
  await load.waitFor();
  const started = Date.now();
  await load.click();
  await page.getByText(/1,000,000 rows of measured\.csv/).waitFor({ timeout: 300_000 });
  return Date.now() - started;
}

async function reopenInPage(page: Page, url: string): Promise<number> {
  await page.goto(url);
  await page.getByRole('link', { name: /^Data/ }).first().waitFor();
  const started = Date.now();
  await page.goto(`${url}/data/measured?tab=rows`);
  await page.getByText('C1000003', { exact: true }).first().waitFor({ timeout: 60_000 });
  return Date.now() - started;
}

/** At 60 frames a second one takes 16.7 ms. */
async function frames(page: Page): Promise<BenchRow[]> {
  const rows = await framesWhile(page, () => scrollGrid(page));
  const looks = await framesWhile(page, () => sortAndFilter(page));
  const sorted = await framesWhile(page, () => scrollGrid(page));
  const explored = await framesWhile(page, () => explore(page));
  return [
    ...framesOf('scrolling all rows, to the end and back', rows),
    ...framesOf('sorting, filtering, searching them', looks),
    ...framesOf('scrolling the rows that were found', sorted),
    ...framesOf('exploring: overview, correlations', explored),
  ];
}

async function sortAndFilter(page: Page): Promise<void> {
  const rows = page.getByRole('grid');
  await rows.getByRole('button', { name: 'amount_1' }).click();
  await page.locator('[aria-sort=ascending]').waitFor();
  await rows.getByRole('rowheader').nth(5).getByRole('button').waitFor();
  await page.getByRole('textbox', { name: 'Search rows' }).fill('Berlin');
  await page.getByText(/^[\d,]+ of 1,000,000 rows$/).waitFor({ timeout: 120_000 });
}

async function explore(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Explore' }).click();
  await page.getByRole('region', { name: 'Figures by column' }).waitFor({ timeout: 120_000 });
  await page.getByText('One column').click();
  await page.getByRole('img').first().waitFor({ timeout: 120_000 });
  await page.getByText('Correlations').click();
  await page.getByRole('region', { name: 'Correlations' }).waitFor({ timeout: 120_000 });
}

function framesOf(what: string, { perSecond, most99Ms, longestMs }: Frames): BenchRow[] {
  const row = { measure: what, value: Math.round(perSecond * 10) / 10, unit: 'frames/s' };
  return [
    { ...row, goal: '≥ 59', met: perSecond >= 59 },
    { measure: '   99 of 100 frames within', value: Math.round(most99Ms * 10) / 10, unit: 'ms' },
    { measure: '   the longest frame', value: Math.round(longestMs * 10) / 10, unit: 'ms' },
  ];
}

const atMost = (measure: string, value: number, most: number): BenchRow => ({
  measure,
  value,
  unit: 'ms',
  goal: `≤ ${most} ms`,
  met: value <= most,
});
