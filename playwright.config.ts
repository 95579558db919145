import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium, HOW_TO_GET_CHROMIUM } from './test/chromium.ts';

const executablePath = findChromium();
if (executablePath === null) throw new Error(HOW_TO_GET_CHROMIUM);

export default defineConfig({
  testDir: 'test/browser',
  outputDir: 'test-results/browser',
  // Each file starts its own server and browser; their waiting leaves room for one more on two cores.
  workers: 2,
  // A shared machine may stall; what fails twice is broken, and the report says what needed two tries.
  retries: process.env['CI'] === undefined ? 0 : 1,
  timeout: 400_000,
  expect: { timeout: 60_000 },
  use: {
    launchOptions: { executablePath, args: CHROMIUM_ARGS },
    actionTimeout: 60_000,
    trace: 'retain-on-failure',
  },
});
