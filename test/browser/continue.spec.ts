import { expect, test } from '@playwright/test';
import { createRng } from '../../shared/random/rng.ts';
import { churn } from '../../shared/samples/churn.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import { dropFile } from './drop-file.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

test('a version learns on from newer rows, and a model that holds rows asks before it leaves', async ({
  page,
}) => {
  await page.goto(server.url);

  await test.step('loads the first 40 % of the customers', async () => {
    await dropFile(page, 'churn.csv', writeCsv(churn.generate(createRng(7), 800), { exact: true }));
    await page.getByRole('switch', { name: 'Load in stages' }).check({ force: true });
    await page.getByRole('button', { name: /^Load/ }).last().click();
    await page.getByRole('link', { name: 'Open dataset' }).click();
    await page.getByRole('link', { name: 'Train on this' }).click();
  });

  await test.step('trains neighbors on weighed classes', async () => {
    for (const model of ['Logistic regression', 'Gradient boosting', 'Random forest'])
      await page.getByRole('checkbox', { name: model }).uncheck();
    await page.getByRole('checkbox', { name: 'Nearest neighbors' }).check();
    const weights = page.getByRole('region', { name: 'Weights of classes' });
    await weights.getByRole('textbox', { name: 'Yes' }).fill('3');
    await expect(weights).toContainText('Yes × 3');
    await page.getByRole('button', { name: 'Train 1 model' }).click();
    await expect(page.getByText('Trained 1 of 1 model')).toBeVisible({ timeout: 180_000 });
    await page.getByRole('link', { name: 'Nearest neighbors' }).click();
    await page.getByRole('button', { name: 'Register model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Model' }).fill('churn');
    await dialog.getByRole('button', { name: 'Register', exact: true }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step('says that it contains rows, at sync and at download', async () => {
    await page.getByRole('status', { name: 'Sync status' }).click();
    await page.getByRole('button', { name: 'Share it with its rows' }).click();
    const question = page.getByRole('dialog', { name: 'This model contains rows of the data' });
    await expect(question).toBeVisible();
    await question.getByRole('button', { name: 'Share it with its rows' }).click();
    await expect(page.getByRole('status', { name: 'Sync status' })).toHaveText('In sync');
  });

  await test.step('has nothing newer to learn from yet', async () => {
    await page.goto(`${server.url}/models/churn`);
    await page.getByRole('button', { name: 'Actions for v1' }).click();
    const item = page.getByRole('menuitem', { name: /Continue training on newer rows/ });
    await expect(item).toContainText('It has learned from these very rows.');
    await page.keyboard.press('Escape');
  });

  await test.step('goes on once newer rows are there', async () => {
    await page.goto(`${server.url}/data/churn?tab=versions`);
    await page.getByRole('button', { name: 'Load +3 %' }).click();
    await expect(page.getByText('43 %').first()).toBeVisible();
    await page.goto(`${server.url}/models/churn`);
    await page.getByRole('button', { name: 'Actions for v1' }).click();
    await page.getByRole('menuitem', { name: /Continue training on newer rows/ }).click();
    await expect(page.getByText('Registered as v2.')).toBeVisible({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Open the run' }).click();
    await page.getByRole('tab', { name: 'Lineage' }).click();
    await expect(page.getByRole('region', { name: 'Comes from' })).toContainText('churn v1');
  });
});
