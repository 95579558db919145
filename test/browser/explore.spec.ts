import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { dropFile } from './drop-file.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';
import { subscribersCsv } from './subscribers.ts';

const ROWS = 1200;

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

const grid = (page: Page) => page.getByRole('grid', { name: 'Rows of subscribers' });
const status = (page: Page) => page.getByRole('tabpanel').getByRole('status');

test('a data version is searched, explored and balanced, offline too', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(server.url);
  await expect(page.getByRole('button', { name: 'Run the full lifecycle' })).toBeVisible();
  await dropFile(page, 'subscribers.csv', subscribersCsv(ROWS));
  await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
  await page.getByRole('link', { name: 'Open dataset' }).click();

  await test.step('rows are sorted, searched and filtered, and the link says how', async () => {
    await expect(status(page)).toHaveText('1,200 rows');
    await grid(page).getByRole('button', { name: 'MonthlyCharges' }).click();
    await grid(page).getByRole('button', { name: 'MonthlyCharges' }).click();
    await expect(grid(page).getByRole('columnheader', { name: /MonthlyCharges/ })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    await page.getByRole('textbox', { name: 'Search rows' }).fill('two year');
    await expect(status(page)).toHaveText(/^\d{3} of 1,200 rows$/);
    await page.getByRole('button', { name: 'Filter', exact: true }).click();
    await page.getByRole('combobox', { name: 'Column' }).fill('tenure');
    await page.getByRole('option', { name: 'tenure' }).click();
    await page.getByRole('combobox', { name: 'Comparison' }).click();
    await page.getByRole('option', { name: 'is at least' }).click();
    await page.getByRole('textbox', { name: 'Value' }).fill('70');
    await page.getByRole('button', { name: 'Add filter' }).click();
    await expect(page.getByText('tenure is at least 70')).toBeVisible();
    const found = await status(page).innerText();
    await page.reload();
    await expect(status(page)).toHaveText(found);
    await expect(grid(page).locator('[role="row"][aria-rowindex="2"]').last()).toContainText('Two year');
  });

  await test.step('the overview, the relations and the tests come from the worker, without a server', async () => {
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
    await server.stop('SIGKILL');
    await page.getByRole('tab', { name: 'Explore' }).click();
    await expect(page.getByRole('group', { name: 'Rows by Churn' })).toContainText('Yes');
    await expect(page.getByRole('row', { name: /^Numeric TotalCharges 11/ })).toBeVisible();
    await look(page, 'Correlations');
    await expect(page.getByRole('img', { name: 'Correlations, All types' })).toBeVisible();
    await look(page, 'Tests');
    await expect(page.getByRole('row', { name: /^Contract χ²/ })).toContainText('chance does not explain');
    await page.getByRole('button', { name: 'Contract' }).click();
    await expect(page).toHaveURL(/view=pair/);
    await expect(page.getByRole('img', { name: 'Churn by Contract' })).toBeVisible();
    await expect(page.getByRole('row', { name: /^Month-to-month/ })).toContainText('%');
  });

  await test.step('a chart of one’s own is a link, and a picture as SVG and PNG', async () => {
    await page.goto(
      `${server.url}/data/subscribers?tab=explore&view=chart&chart=box&x=Contract&y=MonthlyCharges`,
    );
    const chart = page.getByRole('img', { name: 'MonthlyCharges by Contract' });
    await expect(chart.locator('svg')).toBeVisible();
    const svg = await saved(page, 'Save as SVG');
    expect(await page.evaluate(parseError, svg.toString('utf8'))).toBeNull();
    expect((await saved(page, 'Save as PNG')).toString('latin1', 1, 4)).toBe('PNG');
  });

  await test.step('what does not fit in a link is left out, what is not there is said', async () => {
    await page.goto(`${server.url}/data/subscribers?tab=explore&view=tests&a=Nobody`);
    await expect(page.getByRole('alert')).toContainText('has no group "Nobody"');
    await page.goto(`${server.url}/data/subscribers?tab=explore&view=%3Cb%3E&measure=7`);
    await expect(page.getByRole('radio', { name: 'Overview' })).toBeChecked();
  });

  await test.step('balanced rows are a dataset of their own and a run', async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Balance…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Balance', exact: true }).click();
    const rows = dialog.getByRole('table', { name: 'Rows by class' }).getByRole('row');
    const after = async (at: number): Promise<string> => rows.nth(at).getByRole('cell').last().innerText();
    await expect(rows).toHaveCount(3);
    expect(await after(1)).toBe(await after(2));
    await dialog.getByRole('link', { name: 'Open subscribers-balanced' }).click();
    await expect(page.getByRole('heading', { name: 'subscribers-balanced' })).toBeVisible();
    await page.goto(`${server.url}/experiments`);
    await expect(page.getByRole('row', { name: /oversample · seed/ })).toBeVisible();
  });
  expect(problems).toEqual([]);
});

const look = (page: Page, name: string): Promise<void> =>
  page.getByRole('radiogroup', { name: 'What to look at' }).getByText(name, { exact: true }).click();

/** What makes it no well-formed SVG; runs in the page. */
function parseError(svg: string): string | null {
  const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');
  return parsed.querySelector('parsererror')?.textContent ?? null;
}

/** What the chart's menu saves. */
async function saved(page: Page, item: string): Promise<Buffer> {
  await page.getByRole('button', { name: /^Save picture of/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: item }).click(),
  ]);
  return readFileSync(await download.path());
}
