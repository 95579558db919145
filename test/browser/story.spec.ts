import { execFileSync } from 'node:child_process';
import { expect, test, type Page } from '@playwright/test';
import { dropFile } from './drop-file.ts';
import { readStore } from './page-database.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';
import { NEW_CUSTOMERS, subscribersCsv } from './subscribers.ts';

const features = {
  gender: 'Female',
  SeniorCitizen: 0,
  Partner: 'Yes',
  tenure: 5,
  Contract: 'Month-to-month',
  PaymentMethod: 'Electronic check',
  MonthlyCharges: 89.15,
  TotalCharges: null,
};

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

test('a newcomer goes round the whole loop, and predicts with the server gone', async ({ page }) => {
  await page.goto(server.url);

  await test.step('drops a CSV and checks what was found', async () => {
    await expect(page.getByRole('button', { name: 'Run the full lifecycle' })).toBeVisible();
    await dropFile(page, 'subscribers.csv', subscribersCsv(1200));
    await expect(page).toHaveURL(/\/data\/import/);
    await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
    await expect(page.getByText(/1,200 rows of subscribers\.csv/)).toBeVisible();
    await expect(page.getByRole('row', { name: /^TotalCharges/ })).toContainText(String(NEW_CUSTOMERS));
  });

  await test.step('sees the data set validated', async () => {
    await page.getByRole('link', { name: 'Open dataset' }).click();
    await page.getByRole('tab', { name: /Validation/ }).click();
    await expect(page.getByText(/Quality/).first()).toBeVisible();
    await expect(page.getByText(/customerID.*identifier/).first()).toBeVisible();
  });

  await test.step('trains three models and compares them', async () => {
    await page.getByRole('link', { name: 'Train on this' }).click();
    const target = page.getByRole('combobox', { name: 'Target' });
    await expect(target).toHaveValue('Churn');
    await page.getByRole('button', { name: 'Train 3 models' }).click();
    await expect(page.getByText('Trained 3 of 3 models')).toBeVisible({ timeout: 180_000 });
    await page.getByRole('link', { name: 'Compare the runs' }).click();
    await expect(page.getByRole('checkbox', { name: /^Choose / })).toHaveCount(3);
    for (const checkbox of (await page.getByRole('checkbox', { name: /^Choose / }).all()).slice(0, 2))
      await checkbox.check();
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Compare runs' })).toBeVisible();
    await expect(page.getByText('ROC AUC').first()).toBeVisible();
  });

  await test.step('registers one of them into Production', async () => {
    await page.goto(`${server.url}/experiments`);
    await page
      .getByRole('link', { name: /random-forest/ })
      .first()
      .click();
    await page.getByRole('tab', { name: 'Plots' }).click();
    await expect(page.getByRole('img', { name: /ROC curve/ })).toBeVisible();
    await expect(page.getByText('Confusion matrix').first()).toBeVisible();
    await page.getByRole('button', { name: 'Register model' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Model' }).fill('churn');
    await dialog.getByRole('button', { name: 'Register', exact: true }).click();
    await page.getByRole('button', { name: 'Promote v1 to Production' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Promote to Production' }).click();
    await expect(page.getByText('churn v1 is in Production.')).toBeVisible();
  });

  const confidence = await test.step('predicts in the page', async () => {
    await page.goto(`${server.url}/predict?model=churn`);
    return predictInPage(page, 1);
  });

  await test.step('[PRED1] gets the same digits over HTTP and from the command line', async () => {
    await expect(page.getByRole('status', { name: 'Sync status' })).toHaveText(/in sync/i);
    const answer = await overHttp();
    expect(answer).toMatchObject({ success: true, modelId: 'churn', modelVersion: 'v1.0.0', confidence });
    const printed = execFileSync(
      process.execPath,
      [
        'dist/node/treadle.js',
        'predict',
        'churn',
        '--features',
        JSON.stringify(features),
        '--json',
        '--workspace',
        server.workspace,
      ],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(printed)).toMatchObject({
      prediction: answer.prediction,
      confidence,
      digest: answer.digest,
    });
  });

  await test.step('finds all of it on the dashboard', async () => {
    await page.goto(server.url);
    await expect(page.getByRole('link', { name: 'churn v1' }).first()).toBeVisible();
    await expect(page.getByRole('link', { name: /random-forest/ }).first()).toBeVisible();
  });

  await test.step('[SYNC3] goes on predicting with the server killed, after a reload', async () => {
    await serviceWorkerControls(page);
    await server.stop('SIGKILL');
    await page.goto(`${server.url}/predict?model=churn`);
    await page.reload();
    expect(await predictInPage(page, 2)).toBe(confidence);
    await expect(page.getByRole('status', { name: 'Sync status' })).toHaveText(/offline|server/i);
  });

  await test.step('is in sync again when the server is back, and nothing was lost', async () => {
    await server.start();
    await expect(page.getByRole('status', { name: 'Sync status' })).toHaveText(/in sync/i, {
      timeout: 60_000,
    });
    expect(await overHttp()).toMatchObject({ confidence });
  });
});

async function overHttp(): Promise<{ prediction: string; confidence: number; digest: string }> {
  const answer = await fetch(`${server.url}/api/predict`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ modelId: 'churn', features }),
  });
  return (await answer.json()) as { prediction: string; confidence: number; digest: string };
}

/** Asks with the JSON form; the page shows rounded numbers, so the digits come from its prediction log. */
async function predictInPage(page: Page, times: number): Promise<number> {
  await page.getByRole('tab', { name: 'JSON' }).click();
  await page.getByRole('textbox', { name: 'Features as JSON' }).fill(JSON.stringify(features));
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  await expect(page.getByRole('status', { name: 'Prediction', exact: true })).toHaveText(/Yes|No/);
  const logged = await readStore<{ confidence: number }>(page, 'predictions');
  expect(logged).toHaveLength(times);
  return logged.at(-1)!.confidence;
}

/** Waits until the app is kept for offline use. */
async function serviceWorkerControls(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}
