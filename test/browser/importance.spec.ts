import { expect, test } from '@playwright/test';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

let server: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(() => server.dispose());

test('a model is looked into: importance, dependence on a column, and why one answer is as it is', async ({
  page,
}) => {
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Run the full lifecycle' }).click();
  await expect(page.getByText('Predict samples: done')).toBeAttached({ timeout: 120_000 });

  await test.step('a run says what its model leans on, by any figure', async () => {
    await page.goto(`${server.url}/experiments`);
    await page.locator('a[href^="/experiments/runs/"]').first().click();
    await page.getByRole('tab', { name: 'Importance' }).click();
    const panel = page.getByRole('region', { name: 'Importance' });
    await expect(panel).toContainText('Not measured yet');
    await panel.getByRole('button', { name: 'Measure' }).click();
    const rows = panel.getByRole('row');
    await expect(rows).toHaveCount(7, { timeout: 60_000 });
    await expect(panel).toContainText(/ROC AUC 0\.\d+ on 20 held-out rows, 10 times each/);
    await expect(panel.getByRole('row', { name: /Contract/ })).toContainText(/-?0\.\d{4} ± 0\.\d{4}/);
    await panel.getByRole('combobox', { name: 'By the figure' }).click();
    await page.getByRole('option', { name: 'Log loss' }).click();
    await expect(panel).toContainText('Added Log loss without it');
  });

  await test.step('and how its answers follow a column', async () => {
    const panel = page.getByRole('region', { name: 'Partial dependence' });
    await panel.getByRole('combobox', { name: 'Column' }).click();
    await page.getByRole('option', { name: 'Tenure' }).click();
    await expect(panel.getByRole('img', { name: 'Mean answer for Yes by Tenure' })).toBeVisible();
    await panel.getByRole('switch', { name: 'Single rows' }).check({ force: true });
    await panel.getByRole('combobox', { name: 'Column' }).click();
    await page.getByRole('option', { name: 'Contract' }).click();
    await expect(panel.getByRole('img', { name: 'Rows of the training part by Contract' })).toBeVisible();
  });

  await test.step('what was measured is still there on the way back', async () => {
    await page.getByRole('tab', { name: 'Plots' }).click();
    await page.getByRole('tab', { name: 'Importance' }).click();
    await expect(page.getByRole('region', { name: 'Importance' }).getByRole('row')).toHaveCount(7);
  });

  await test.step('the version of a model has the same panels', async () => {
    await page.goto(`${server.url}/models/churn`);
    await expect(page.getByRole('region', { name: 'Importance' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Partial dependence' })).toBeVisible();
  });

  await test.step('an answer says why', async () => {
    await page.goto(`${server.url}/predict?model=churn`);
    await page.getByRole('button', { name: 'Predict', exact: true }).click();
    await page.getByRole('button', { name: 'Why?' }).click();
    const steps = page.getByRole('list', { name: 'What each column adds' });
    await expect(steps.getByRole('listitem')).toHaveCount(8);
    await expect(steps.getByRole('listitem').first()).toContainText('Base value');
    const score = await steps.getByRole('listitem').last().textContent();
    const chosen = page.getByRole('combobox', { name: 'Explained class' });
    const other = (await chosen.inputValue()) === 'Yes' ? 'No' : 'Yes';
    await chosen.click();
    await page.getByRole('option', { name: other }).click();
    await expect(steps.getByRole('listitem').last()).not.toHaveText(score!);
  });
});
