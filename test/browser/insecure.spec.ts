import { expect, test } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../chromium.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

const name = 'treadle.example';
test.use({
  launchOptions: {
    executablePath: findChromium()!,
    args: [...CHROMIUM_ARGS, `--host-resolver-rules=MAP ${name} 127.0.0.1`],
  },
});

let server: ServerUnderTest;
test.beforeAll(async () => {
  process.env['TREADLE_ALLOWED_HOSTS'] = name;
  server = await serverUnderTest();
  await server.start();
});
test.afterAll(async () => {
  delete process.env['TREADLE_ALLOWED_HOSTS'];
  await server.dispose();
});

test('[SEC1] a page that is no secure context says so, and what to do', async ({ page }) => {
  await page.goto(server.url.replace('localhost', name));
  await expect(page.getByRole('alert')).toContainText('The page was not opened over HTTPS');
  await expect(page.getByRole('alert')).toContainText('Open it by https://');
  await page.goto(server.url);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
});
