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

test('columns are derived and probabilities calibrated in the page', async ({ page }) => {
  await page.goto(server.url);

  await test.step('loads customers', async () => {
    await dropFile(page, 'churn.csv', writeCsv(churn.generate(createRng(7), 800), { exact: true }));
    await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
    await page.getByRole('link', { name: 'Open dataset' }).click();
    await page.getByRole('link', { name: 'Train on this' }).click();
  });

  await test.step('trains a tree with two columns made from others', async () => {
    for (const model of ['Logistic regression', 'Gradient boosting'])
      await page.getByRole('checkbox', { name: model }).uncheck();
    const panel = page.getByRole('region', { name: 'Derived columns' });
    await panel.getByRole('button', { name: 'Add' }).click();
    await panel.getByRole('textbox', { name: 'Name' }).fill('a ratio');
    await panel.getByRole('button', { name: 'Add' }).click();
    const second = panel.getByRole('group').nth(1);
    await second.getByRole('combobox', { name: 'Is the' }).click();
    await page.getByRole('option', { name: 'Bins of a' }).click();
    await second.getByRole('textbox', { name: 'Name' }).fill('a band');
    await expect(page.getByRole('region', { name: 'Preparation' })).toContainText('derive');
  });

  await test.step('refuses a name that is taken, and says so', async () => {
    const panel = page.getByRole('region', { name: 'Derived columns' });
    await panel.getByRole('textbox', { name: 'Name' }).first().fill('a band');
    await expect(page.getByText('A column "a band" is there already.')).toBeVisible();
    await panel.getByRole('textbox', { name: 'Name' }).first().fill('a ratio');
    await page.getByRole('radiogroup', { name: 'Calibration' }).getByText('Isotonic').click();
    await page.getByRole('button', { name: 'Train 1 model' }).click();
    await expect(page.getByText('Trained 1 of 1 model')).toBeVisible({ timeout: 180_000 });
  });

  await test.step('shows the reliability curve of before and after', async () => {
    await page.getByRole('link', { name: 'Random forest' }).click();
    await page.getByRole('tab', { name: 'Plots' }).click();
    const plot = page.getByRole('region', { name: 'Calibration' });
    await expect(plot).toContainText(/Brier score 0\.\d+, before 0\.\d+/);
    await expect(plot.getByRole('img', { name: /Calibration curve/ })).toBeVisible();
  });

  await test.step('so does the page of the model', async () => {
    await page.getByRole('button', { name: 'Register model' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Register', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Version 1' })).toContainText(
      'calibrated (isotonic, on 5 folds)',
    );
    const plot = page.getByRole('region', { name: 'Calibration' });
    await expect(plot).toContainText(/Brier score 0\.\d+, before 0\.\d+/);
    await expect(plot.getByRole('img', { name: /Calibration curve/ })).toBeVisible();
  });

  await test.step('and an explanation says what calibration makes of it', async () => {
    await page.goto(`${server.url}/predict?model=churn&version=1`);
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.getByRole('button', { name: 'Why?' }).click();
    await expect(
      page.getByText(/before its probabilities are calibrated\. Calibration then makes it/),
    ).toBeVisible();
  });
});
