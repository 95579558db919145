import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import { dropFile } from './drop-file.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';
import { subscribersCsv } from './subscribers.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

/** As the sample, under other keys, with a tenure of 999 months and one of "new". */
function brokenCsv(): string {
  const lines = subscribersCsv(200).split('\n');
  const header = lines[0]!.split(',');
  const tenure = header.indexOf('tenure');
  const changed = (line: string, value: string): string => line.split(',').with(tenure, value).join(',');
  lines[1] = changed(lines[1]!, '999');
  lines[2] = changed(lines[2]!, 'new');
  return lines.map((line, at) => (at === 0 || line === '' ? line : `9${line}`)).join('\n');
}

const openValidation = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Open dataset' }).click();
  await page.getByRole('tab', { name: /Validation/ }).click();
};

test('a dataset promises what its rows keep, and a load that breaks it is refused or sorted', async ({
  page,
}) => {
  await page.goto(server.url);
  // Files are taken once the page is there.
  await expect(page.getByRole('button', { name: 'Run the full lifecycle' })).toBeVisible();
  await dropFile(page, 'subscribers.csv', subscribersCsv(400));
  await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
  await openValidation(page);

  await test.step('infers expectations, all of them met', async () => {
    await page.getByRole('button', { name: 'Infer expectations' }).click();
    await expect(page.getByLabel('Expectations score 100 of 100')).toBeVisible();
    await expect(page.getByRole('list', { name: 'Failing expectations' })).toHaveCount(0);
    await page.getByRole('button', { name: /^tenure/ }).click();
  });

  await test.step('makes one stricter, and sees the rows that fail it', async () => {
    await page.getByRole('button', { name: /^Edit: "tenure" lies/ }).click();
    const editor = page.getByRole('dialog');
    await editor.getByLabel('Greatest').fill('60');
    await editor.getByRole('combobox', { name: 'Severity' }).click();
    await page.getByRole('option', { name: 'Error' }).click();
    await editor.getByRole('button', { name: 'Save' }).click();
    const failing = page.getByRole('list', { name: 'Failing expectations' });
    const broken = failing.getByRole('listitem').filter({ hasText: 'and 60.' });
    await expect(broken.getByText('Fails')).toBeVisible();
    await broken.getByRole('button', { name: /^Show \d+ rows/ }).click();
    await expect(broken.getByRole('grid')).toBeVisible();
  });

  await test.step('takes them out of the data, and back in', async () => {
    const list = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Quarantine failing rows' }).click();
    expect(await readFile(await (await list).path(), 'utf8')).toContain('between 0 and 60');
    await expect(page.getByLabel('Expectations score 100 of 100')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByRole('button', { name: 'Quarantine failing rows' })).toBeVisible();
  });

  await test.step('turns it off and removes it; the figures follow', async () => {
    const tenure = page.getByRole('list', { name: 'Expectations of tenure' });
    await tenure.getByRole('switch', { name: /and 60\.$/ }).click({ force: true });
    await expect(page.getByText('1 turned off')).toBeVisible();
    await tenure.getByRole('switch', { name: /and 60\.$/ }).click({ force: true });
    await tenure.getByRole('button', { name: /^Edit: "tenure" lies/ }).click();
    await page.getByRole('dialog').getByLabel('Greatest').fill('120');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(page.getByLabel('Expectations score 100 of 100')).toBeVisible();
  });

  await test.step('compares the parts of the split', async () => {
    await page.getByRole('button', { name: 'Compare the parts' }).click();
    await expect(page.getByRole('table', { name: 'Test part against training part' })).toBeVisible();
  });

  await test.step('refuses a file that breaks it, and loads the rows that do not', async () => {
    await page.goto(`${server.url}/data/import?dataset=subscribers`);
    await expect(page.getByText('The rows are appended to the dataset subscribers.')).toBeVisible();
    await dropFile(page, 'more.csv', brokenCsv());
    const load = page.getByRole('button', { name: /^Load \d+ columns$/ });
    if (!page.url().includes('dataset=')) await page.getByLabel('Dataset').fill('subscribers');
    await load.click();
    await expect(page.getByText('The data breaks the contract of its dataset')).toBeVisible();
    await page.getByRole('button', { name: 'Quarantine failing rows, load the others' }).click();
    await expect(page.getByText('2 rows left out; the list says why.')).toBeVisible();
    const list = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download quarantined rows' }).click();
    expect(await readFile(await (await list).path(), 'utf8')).toContain('999');
  });

  await test.step('keeps the suite over a reload, gives it away as JSON and takes it back', async () => {
    await openValidation(page);
    await page.reload();
    await expect(page.getByLabel(/Expectations score/)).toBeVisible();
    await page.getByRole('button', { name: 'Suite' }).click();
    const saved = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export as JSON' }).click();
    const path = await (await saved).path();
    await page.getByRole('button', { name: 'Suite' }).click();
    await page.getByRole('menuitem', { name: 'Remove the suite' }).click();
    await expect(page.getByRole('button', { name: 'Infer expectations' })).toBeVisible();
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Import JSON' }).click();
    await (
      await chooser
    ).setFiles({
      name: 'suite.json',
      mimeType: 'application/json',
      buffer: await readFile(path),
    });
    await expect(page.getByLabel(/Expectations score/)).toBeVisible();
  });
});
