import { expect, test } from '@playwright/test';
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

const churnCsv = (nRows: number, seed: number): string =>
  writeCsv(sampleNamed('churn').generate(createRng(seed), nRows), { exact: true });

test('a model is watched, trained again on newer rows, promoted on a click and rolled back', async ({
  page,
}) => {
  await page.goto(server.url);

  await test.step('the full lifecycle puts a model into Production, with a stopwatch', async () => {
    await page.getByRole('button', { name: 'Run the full lifecycle' }).click();
    await expect(page.getByRole('timer', { name: 'Stopwatch' })).toBeVisible();
    await expect(page.getByText('Predict samples: done')).toBeAttached({ timeout: 120_000 });
    await expect(page.getByRole('link', { name: /^churn v1/ }).first()).toBeVisible();
  });

  await test.step('[MON1] five predictions are not enough data to speak of drift', async () => {
    await page.goto(`${server.url}/monitoring`);
    await expect(page.getByText(/not enough data/i).first()).toBeVisible();
    await expect(page.getByText(/^no drift/i)).toHaveCount(0);
  });

  await test.step('a file of rows is answered, and its inputs are compared with training', async () => {
    await page.goto(`${server.url}/predict?model=churn&tab=file`);
    const file = { name: 'new.csv', mimeType: 'text/csv', buffer: Buffer.from(churnCsv(150, 5)) };
    await page.locator('input[type=file]').first().setInputFiles(file);
    await expect(page.getByText(/150/).first()).toBeVisible();
    await page.goto(`${server.url}/monitoring`);
    await expect(
      page.getByRole('table', { name: 'Drift by feature' }).getByRole('row', { name: /Tenure/ }),
    ).toBeVisible();
    await expect(page.getByText(/not enough data/i)).toHaveCount(0);
  });

  await test.step('newer rows arrive', async () => {
    await page.goto(`${server.url}/data/import?dataset=churn-sample`);
    await expect(page.getByRole('button', { name: 'Choose a file' })).toBeVisible();
    await dropFile(page, 'june.csv', churnCsv(400, 77));
    await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
    await expect(page.getByText(/400 rows of june\.csv/)).toBeVisible();
  });

  await test.step('the challenger is judged beside the champion, and serves only after a click', async () => {
    await page.goto(`${server.url}/monitoring`);
    await page.getByRole('button', { name: 'Retrain on the newest data' }).click();
    const judged = page.getByRole('table', { name: 'Champion and challenger' });
    await expect(judged.getByRole('row', { name: /ROC AUC/ })).toBeVisible({ timeout: 120_000 });
    await expect(page.getByText('v1 is in Production').first()).toBeVisible();
    await page.getByRole('button', { name: 'Promote v2 to Production' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Promote to Production' }).click();
    await expect(page.getByText('v2 is in Production').first()).toBeVisible();
  });

  await test.step('[PRED3] the server serves it, and one click rolls back', async () => {
    await expect.poll(served, { timeout: 30_000 }).toBe(2);
    await page.getByRole('button', { name: 'Roll back to v1' }).click();
    const confirm = page.getByRole('dialog').getByRole('button', { name: /roll back/i });
    if (await confirm.isVisible()) await confirm.click();
    await expect(page.getByText('v1 is in Production').first()).toBeVisible();
    await expect.poll(served, { timeout: 30_000 }).toBe(1);
  });
});

/** The version of churn that the server answers with. */
async function served(): Promise<number | undefined> {
  const answer = await fetch(`${server.url}/health`);
  const { models } = (await answer.json()) as { models: { model: string; version: number }[] };
  return models.find(({ model }) => model === 'churn')?.version;
}
