import { expect, test, type Page } from '@playwright/test';
import { createRng } from '../../shared/random/rng.ts';
import { sampleNamed } from '../../shared/samples/samples.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import { dropFile } from './drop-file.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

const csv = writeCsv(sampleNamed('churn').generate(createRng(3), 15_000), { exact: true });

/** Chooses gradient boosting alone, with more rounds than fit into the time between two checkpoints. */
async function trainForLong(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Train on this' }).click();
  await expect(page.getByRole('combobox', { name: 'Target' })).toHaveValue('Churn');
  await page.getByRole('checkbox', { name: 'Gradient boosting' }).check();
  const chosen = page.getByRole('checkbox', { name: /^(Logistic regression|Random forest)$/, checked: true });
  while ((await chosen.count()) > 0) await chosen.first().uncheck();
  await page.getByRole('button', { name: /parameters, defaults/ }).click();
  await page.getByRole('textbox', { name: 'Rounds' }).fill('2500');
  await page.getByRole('textbox', { name: 'Rounds' }).blur();
  await page.getByRole('button', { name: /^Train 1 model|^Train$/ }).click();
}

test('a training that is cancelled, taken up and cut off by a closed tab goes on under its own name', async ({
  context,
}) => {
  const first = await context.newPage();
  await first.goto(server.url);
  await expect(first.getByRole('button', { name: 'Run the full lifecycle' })).toBeVisible();
  await dropFile(first, 'customers.csv', csv);
  await first.getByRole('button', { name: /^Load \d+ columns$/ }).click();
  await expect(first.getByText(/15,000 rows of customers\.csv/)).toBeVisible();
  await first.getByRole('link', { name: 'Open dataset' }).click();
  await trainForLong(first);
  await expect.poll(() => checkpoints(first), { timeout: 60_000 }).toBe(1);
  const main = first.getByRole('main');
  await main.getByRole('button', { name: 'Cancel' }).click();
  await expect(main.getByText('Cancelled', { exact: true })).toBeVisible();
  await expect(main.getByText(/is kept as far as it came/)).toBeVisible();
  await main.getByRole('button', { name: 'Resume' }).click();
  await expect(main.getByText(/is kept as far as it came/)).toHaveCount(0);
  await first.close();

  const page = await context.newPage();
  await page.goto(server.url);
  const banner = page.getByRole('alert').filter({ hasText: 'A training was interrupted' });
  await expect(banner).toBeVisible();
  await banner.getByRole('link', { name: /gradient-boosting/ }).click();
  await expect(page.getByText('Interrupted', { exact: true }).first()).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Resume' }).last().click();
  await expect(page.getByText('Running', { exact: true })).toBeVisible();
  await expect(banner).toHaveCount(0);
  await expect(page.getByText('Finished', { exact: true })).toBeVisible({ timeout: 180_000 });
  await expect(page.getByText(/from step [\d,]+ of 2,500/)).toHaveCount(2);
});

/** How many runs of this page have stored how far they are. */
function checkpoints(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('treadle');
        opening.onerror = () => reject(new Error(String(opening.error)));
        opening.onsuccess = () => {
          const counting = opening.result.transaction('checkpoints').objectStore('checkpoints').count();
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
  );
}
