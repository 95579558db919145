import { expect, test, type Page } from '@playwright/test';
import { dropFile } from './drop-file.ts';
import { readStore } from './page-database.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';
import { subscribersCsv } from './subscribers.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

const loadButton = /^Load \d[\d,]* columns?$/;

/** Each says what is wrong in a panel of its own, and nothing is stored. */
const refused: readonly { name: string; text: string; says: RegExp }[] = [
  { name: 'empty.csv', text: '', says: /empty/i },
  { name: 'header-alone.csv', text: 'a,b,c\n', says: /no rows/i },
  {
    name: 'picture.csv',
    text: '\u0089PNG\r\n\u001a\n\u0000\u0000\u0000\rIHDR\u0000\u0000',
    says: /not text|PNG/i,
  },
  { name: 'wide.csv', text: wide(10_001), says: /10,?001 columns|too many columns/i },
];

for (const { name, text, says } of refused) {
  test(`refuses ${name} with what, where and what to do`, async ({ page }) => {
    await start(page);
    await dropFile(page, name, text);
    const alert = page.getByRole('alert').first();
    await expect(alert).toContainText(says);
    expect(await readStore(page, 'datasets')).toEqual([]);
    expect(await readStore(page, 'chunks')).toEqual([]);
  });
}

test('reads a file of 10,000 columns', async ({ page }) => {
  await start(page);
  await dropFile(page, 'wide.csv', wide(10_000));
  await page.getByRole('button', { name: loadButton }).click({ timeout: 60_000 });
  await expect(page.getByText(/2 rows of wide\.csv/)).toBeVisible({ timeout: 60_000 });
});

test('keeps the good rows of a ragged file and lists the others by line', async ({ page }) => {
  await start(page);
  await dropFile(page, 'ragged.csv', 'a,b,c\n1,2,3\n4,5\n6,7,8\n9,10,11,12\n');
  await page.getByRole('button', { name: loadButton }).click();
  await expect(page.getByText(/2 rows of ragged\.csv/)).toBeVisible();
  const rejected = page.getByRole('region', { name: 'Rejected rows' });
  await expect(rejected.getByRole('row', { name: /^3 too few cells/ })).toBeVisible();
  await expect(rejected.getByRole('row', { name: /^5 too many cells/ })).toBeVisible();
});

test('[SEC4] renames duplicate, empty and forbidden headers, and says so', async ({ page }) => {
  await start(page);
  await dropFile(page, 'headers.csv', 'a,a,,__proto__\n1,2,3,4\n5,6,7,8\n');
  await page.getByRole('button', { name: loadButton }).click();
  await expect(page.getByText(/2 rows of headers\.csv/)).toBeVisible();
  const [dataset] = await readStore<{ schema: { name: string }[] }>(page, 'datasets');
  expect(dataset!.schema.map((column) => column.name)).toEqual(['a', 'a_2', 'column_3', '__proto___']);
});

test('[SEC6] shows text from data as text', async ({ page }) => {
  await start(page);
  await dropFile(
    page,
    'markup.csv',
    `name,note\nAda,<img src=x onerror="document.title='owned'">\nBob,<b>bold</b>\n`,
  );
  await page.getByRole('button', { name: loadButton }).click();
  await page.getByRole('link', { name: 'Open dataset' }).click();
  await expect(page.getByText('<b>bold</b>').first()).toBeVisible();
  expect(await page.title()).not.toBe('owned');
});

test('refuses a target with one value, and keeps the failed run with its cause', async ({ page }) => {
  await start(page);
  await dropFile(page, 'constant.csv', subscribersCsv(200).replaceAll(/,(Yes|No)$/gm, ',No'));
  await page.getByRole('button', { name: loadButton }).click();
  await page.getByRole('link', { name: 'Train on this' }).click();
  const target = page.getByRole('combobox', { name: 'Target' });
  await target.click();
  await target.fill('Churn');
  await page.getByRole('option', { name: 'Churn', exact: true }).click();
  await page.getByRole('button', { name: /^Train \d models?$/ }).click();
  await expect(page.getByText(/only the value "No"/).first()).toBeVisible();
});

test('says that an unknown model is unknown', async ({ page }) => {
  await page.goto(`${server.url}/predict?model=nope`);
  await expect(page.getByText(/nope/).first()).toBeVisible();
});

async function start(page: Page): Promise<void> {
  await page.goto(server.url);
  await expect(page.getByRole('button', { name: 'Run the full lifecycle' })).toBeVisible();
}

function wide(nColumns: number): string {
  const line = (cell: (at: number) => string): string =>
    Array.from({ length: nColumns }, (_, at) => cell(at)).join(',');
  return `${line((at) => `c${at}`)}\n${line((at) => String(at))}\n${line((at) => String(at + 1))}\n`;
}
