import { expect, test, type Locator, type Page } from '@playwright/test';
import { serverUnderTest, type ServerUnderTest } from './server.ts';
import { subscribersCsv } from './subscribers.ts';

const ROWS = 1200;

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

test('a file comes in stages, also over a kill, and every step can be read again', async ({ context }) => {
  let page = await context.newPage();
  await page.goto(`${server.url}/data/import`);

  await test.step('40 % of the rows first', async () => {
    await choose(page, 'staged.csv', subscribersCsv(ROWS));
    await page.getByRole('switch', { name: 'Load in stages' }).check({ force: true });
    await expect(page.getByRole('textbox', { name: 'Share to load first' })).toHaveValue('40 % first');
    await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
    await expect(page.getByText('480 of 1,200 rows of staged.csv')).toBeVisible();
  });

  await test.step('then 3 points a click, without the file, with the classes after each', async () => {
    await page.goto(`${server.url}/data/staged?tab=versions`);
    await page.getByRole('button', { name: 'Load +3 %' }).click();
    await expect(share(page)).toHaveText('43 %');
    await expect(page.getByRole('table', { name: 'Class distribution' }).getByRole('row')).toHaveCount(3);
    await expect(page.getByText('516 of 1,200 rows of staged.csv')).toBeVisible();
  });

  await test.step('a step that was killed is there wholly or not at all', async () => {
    for (const wait of [0, 15, 40]) {
      const before = Number.parseFloat(await share(page).innerText());
      await page.getByRole('button', { name: 'Load +3 %' }).click();
      await page.waitForTimeout(wait);
      await page.close({ runBeforeUnload: false });
      page = await context.newPage();
      await page.goto(`${server.url}/data/staged?tab=versions`);
      await expect(share(page)).toHaveText(new RegExp(`^(${before}|${before + 3}) %$`));
      const percent = Number.parseFloat(await share(page).innerText());
      await expect(page.getByText(`${(ROWS * percent) / 100} of 1,200 rows of staged.csv`)).toBeVisible();
      expect(await rowsInGrid(page, 'staged')).toBe((ROWS * percent) / 100);
      await page.goto(`${server.url}/data/staged?tab=versions`);
    }
  });

  await test.step('all rows have the digest that they have when loaded at once', async () => {
    await page.getByRole('button', { name: 'Load the rest' }).click();
    await expect(share(page)).toHaveText('100 %');
    const staged = await newestDigest(page);
    await page.goto(`${server.url}/data/import`);
    await choose(page, 'whole.csv', subscribersCsv(ROWS));
    await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
    await expect(page.getByText('1,200 rows of whole.csv')).toBeVisible();
    await page.goto(`${server.url}/data/whole?tab=versions`);
    expect(await newestDigest(page)).toBe(staged);
  });

  await test.step('the first version still has exactly its rows', async () => {
    await page.goto(`${server.url}/data/staged?tab=versions`);
    await page.getByRole('link', { name: '480, view rows' }).click();
    await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '481');
    await expect(page.getByText('an older version')).toBeVisible();
  });
});

test('a row is corrected and deleted with a reason, compared, and brought back', async ({ page }) => {
  await page.goto(`${server.url}/data/import`);
  await choose(page, 'people.csv', 'name,age,member\nAda,36,yes\nBea,41,no\nCleo,19,yes\nDora,55,no\n');
  await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
  await expect(page.getByText('4 rows of people.csv')).toBeVisible();
  await page.goto(`${server.url}/data/people?tab=versions`);
  const before = await newestDigest(page);

  await page.goto(`${server.url}/data/people`);
  await amend(page, 2, async (dialog) => {
    await dialog.getByRole('combobox', { name: 'Column' }).click();
    await page.getByRole('option', { name: 'age' }).click();
    await dialog.getByRole('textbox', { name: /^Value/ }).fill('42');
    await dialog.getByRole('textbox', { name: 'Who' }).fill('Grace');
    await dialog.getByRole('button', { name: 'Correct', exact: true }).click();
  });
  await expect(page.getByRole('gridcell', { name: '42' })).toBeVisible();
  await amend(page, 1, (dialog) => dialog.getByRole('button', { name: 'Delete row' }).click());
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '4');
  await expect(page.getByRole('button', { name: 'Open row 1', exact: true })).toHaveCount(0);

  await page.goto(`${server.url}/data/people?tab=versions`);
  const correction = page.getByRole('row', { name: /row 2, age: 41 → 42/ });
  await expect(correction).toContainText('Grace');
  await expect(correction).toContainText('checked by hand');
  await page.getByRole('combobox', { name: 'From' }).click();
  await page.getByRole('option', { name: /^#1 / }).click();
  await page.getByRole('button', { name: 'Compare' }).click();
  await expect(page.getByText('0 rows added, 1 removed, 1 changed, 2 the same')).toBeVisible();

  await page
    .getByRole('row', { name: /row 1 deleted/ })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(page.getByRole('row', { name: /row 1 restored/ })).toBeVisible();
  await correction.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByRole('row', { name: /row 2, age: 42 → 41/ })).toBeVisible();
  expect(await newestDigest(page)).toBe(before);
});

test('full storage is said so, and what was there stays whole', async ({ browser }) => {
  // The page's own files would take the room that the rows are to run out of.
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  // Chromium keeps what it knew of the quota for half a minute, so it is set before the first write.
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.url, quotaSize: 600_000 });
  await page.goto(`${server.url}/data/import`);
  await choose(page, 'kept.csv', subscribersCsv(300));
  await page.getByRole('switch', { name: 'Load in stages' }).check({ force: true });
  await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
  await expect(page.getByText('120 of 300 rows of kept.csv')).toBeVisible();
  await page.goto(`${server.url}/data/kept?tab=versions`);
  const before = await newestDigest(page);

  await page.goto(`${server.url}/data/import`);
  await choose(page, 'more.csv', subscribersCsv(40_000, 9));
  await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
  await expect(page.getByRole('alert')).toContainText('The storage is full');
  await expect(page.getByRole('alert')).toContainText('Delete datasets');

  await page.goto(`${server.url}/data`);
  await expect(page.getByRole('link', { name: 'kept' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'more' })).toHaveCount(0);
  expect(await rowsInGrid(page, 'kept')).toBe(120);
  await page.goto(`${server.url}/data/kept?tab=versions`);
  expect(await newestDigest(page)).toBe(before);
  await expect(share(page)).toHaveText('40 %');
  await context.close();
});

const share = (page: Page): Locator =>
  page.getByRole('region', { name: 'Loaded so far' }).locator('dd').first();

async function choose(page: Page, name: string, content: string): Promise<void> {
  const files = { name, mimeType: 'text/csv', buffer: Buffer.from(content) };
  await page.locator('input[type=file]').first().setInputFiles(files);
}

async function amend(page: Page, row: number, fill: (dialog: Locator) => Promise<void>): Promise<void> {
  await page.getByRole('button', { name: `Open row ${row}`, exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('checked by hand');
  await fill(dialog);
  await expect(dialog).toHaveCount(0);
}

async function rowsInGrid(page: Page, dataset: string): Promise<number> {
  await page.goto(`${server.url}/data/${dataset}`);
  return Number(await page.getByRole('grid').getAttribute('aria-rowcount')) - 1;
}

async function newestDigest(page: Page): Promise<string> {
  const label = await page
    .getByRole('region', { name: 'History' })
    .getByRole('button', { name: /^Copy data version/ })
    .first()
    .getAttribute('aria-label');
  return label!.split(' ').at(-1)!;
}
