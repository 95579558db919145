import { expect, test } from '@playwright/test';
import { createRng } from '../../shared/random/rng.ts';
import { opinions } from '../../shared/samples/opinions.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import { dropFile } from './drop-file.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

test('texts are loaded, trained on and answered in the page', async ({ page }) => {
  await page.goto(server.url);

  await test.step('drops texts with their mood', async () => {
    await dropFile(page, 'opinions.csv', writeCsv(opinions.generate(createRng(7), 300), { exact: true }));
    await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
    await page.getByRole('link', { name: 'Open dataset' }).click();
  });

  await test.step('trains the three models that take text', async () => {
    await page.getByRole('link', { name: 'Train on this' }).click();
    await expect(page.getByRole('combobox', { name: 'Target' })).toHaveValue('Sentiment');
    await expect(page.getByRole('checkbox', { name: /Text$/ })).toBeChecked();
    await page.getByRole('button', { name: 'Train 3 models' }).click();
    await expect(page.getByText('Trained 3 of 3 models')).toBeVisible({ timeout: 180_000 });
  });

  await test.step('registers naive Bayes into Production', async () => {
    await page.goto(`${server.url}/experiments`);
    await page
      .getByRole('link', { name: /complement-nb/ })
      .first()
      .click();
    await page.getByRole('button', { name: 'Register model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Model' }).fill('mood');
    await dialog.getByRole('button', { name: 'Register', exact: true }).click();
    await page.getByRole('button', { name: 'Promote v1 to Production' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Promote to Production' }).click();
    await expect(page.getByText('mood v1 is in Production.')).toBeVisible();
  });

  await test.step('answers a text of one’s own', async () => {
    await page.goto(`${server.url}/predict?model=mood`);
    await page.getByRole('textbox', { name: 'Text' }).fill('All in all, the book was a delight; excellent.');
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await expect(page.getByRole('status', { name: 'Prediction', exact: true })).toHaveText(/positive/);
  });
});
