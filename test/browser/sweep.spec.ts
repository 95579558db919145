import AxeBuilder from '@axe-core/playwright';
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

const board = (page: Page) => page.getByRole('table', { name: 'Trials, the best first' });
const state = (page: Page) =>
  page
    .getByRole('banner')
    .or(page.locator('header'))
    .getByText(/^(Running|Finished|Stopped|Failed)$/);

test('models are compared with one click; params are searched, cancelled, continued; the best is registered', async ({
  page,
}) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  await page.goto(server.url);
  await expect(page.getByRole('button', { name: 'Run the full lifecycle' })).toBeVisible();
  await dropFile(page, 'subscribers.csv', subscribersCsv(600));
  await page.getByRole('button', { name: /^Load \d+ columns$/ }).click();
  await page.getByRole('link', { name: 'Open dataset' }).click();

  await test.step('train three, take the best: one click on the dataset', async () => {
    await page.getByRole('button', { name: 'Train three, take the best' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/random-forest/);
    await expect(state(page)).toHaveText('Finished', { timeout: 120_000 });
    await expect(page.getByText('3 of 3')).toBeVisible();
    await expect(board(page).getByText('Best', { exact: true })).toHaveCount(1);
    for (const title of ['Logistic regression', 'Random forest', 'Gradient boosting'])
      await expect(board(page).getByText(title)).toBeVisible();
    await page.getByRole('button', { name: 'Register the best' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Register', exact: true }).click();
    await expect(page).toHaveURL(/\/models\/subscribers/);
  });

  await test.step('a search space is checked where it is written', async () => {
    await page.goto(`${server.url}/experiments/sweep?dataset=subscribers`);
    await page.getByRole('checkbox', { name: 'Logistic regression' }).uncheck();
    await page.getByRole('checkbox', { name: 'Gradient boosting' }).uncheck();
    await page.getByRole('button', { name: /^Search space of Random forest/ }).click();
    const depth = page.getByRole('textbox', { name: 'Values of Largest depth' });
    await depth.fill('1 .. 900');
    await expect(page.getByText(/from 1 to 64.*given 900/).first()).toBeVisible();
    await expect(page.getByRole('button', { name: /^Start/ })).toBeDisabled();
    await depth.fill('1 .. 12');
    await page.getByRole('textbox', { name: 'Folds' }).fill('3');
    await page.getByRole('checkbox', { name: 'Trees', exact: true }).check();
    await page.getByRole('textbox', { name: 'Values of Trees' }).fill('60 .. 120');
    await page.getByRole('textbox', { name: 'Trials' }).fill('14');
    await expect(page.getByText('43 trainings in all')).toBeVisible();
  });

  await test.step('the leaderboard lives; what is cancelled is kept and continued', async () => {
    await page.getByRole('button', { name: 'Start 14 trials' }).click();
    await expect(state(page)).toHaveText('Running');
    await expect(board(page).getByText('Finished').or(board(page).getByText('Best'))).not.toHaveCount(0);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect(state(page)).toHaveText('Stopped');
    const done = await page.getByText(/^\d+ of 14$/).innerText();
    expect(Number.parseInt(done, 10)).toBeLessThan(14);
    await page.reload();
    await expect(page.getByText(done)).toBeVisible();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByText('14 of 14')).toBeVisible({ timeout: 180_000 });
    await expect(state(page)).toHaveText('Finished', { timeout: 60_000 });
    await expect(page.getByRole('img', { name: /best so far/ })).toBeVisible();
    await expect(page.getByRole('img', { name: /Parameters of each trial/ })).toBeVisible();
    await expect(page.getByRole('link', { name: 'the trained best' })).toBeVisible();
  });

  await test.step('it reads well in both themes, on a laptop and on a phone', async () => {
    for (const [colorScheme, width] of [
      ['light', 1280],
      ['dark', 390],
    ] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 860 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    }
  });

  await test.step('sweeps are listed among the experiments', async () => {
    await page.setViewportSize({ width: 1280, height: 860 });
    await page.goto(`${server.url}/experiments`);
    await expect(page.getByRole('region', { name: 'Sweeps' }).getByRole('row')).toHaveCount(3);
  });
  expect(problems).toEqual([]);
});
