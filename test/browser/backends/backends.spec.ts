import { expect, test, type Page } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from '../../chromium.ts';
import { servePage, type ServedPage } from '../runtime/serve-page.ts';
import type { BackendRequest } from './page.ts';

// Software WebGPU takes 75 ms a step: at most 20 steps in a test.
test.use({
  launchOptions: { executablePath: findChromium()!, args: [...CHROMIUM_ARGS, '--enable-unsafe-webgpu'] },
});

let served: ServedPage;
test.beforeAll(async () => {
  served = await servePage(new URL('.', import.meta.url));
});
test.afterAll(() => served.close());
test.beforeEach(async ({ page }) => {
  await page.goto(served.url);
  await page.waitForFunction(() => 'backendsPage' in globalThis);
});

async function train(page: Page, request: BackendRequest) {
  const answer = await page.evaluate((asked) => backendsPage.train(asked), request);
  expect(answer.error).toBeUndefined();
  return answer;
}

const largestDifference = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, at) => Math.abs(value - b[at]!)));

test('a small network trains on the own engine, and nothing of tfjs is loaded', async ({ page }) => {
  const answer = await train(page, { network: 'dense', backend: null, epochs: 3, loseAfter: null });
  expect(answer.backends).toBeNull();
  expect(answer.loaded).toEqual([]);
});

test('a lost WebGL context: the next backend goes on from the last epoch, and both are recorded', async ({
  page,
}) => {
  const whole = await train(page, { network: 'dense', backend: 'wasm', epochs: 8, loseAfter: null });
  const after = await train(page, { network: 'dense', backend: 'webgl', epochs: 8, loseAfter: 4 });
  expect(after.backends).toBe('webgl, wasm');
  expect(after.loaded).not.toEqual([]);
  expect(after.steps).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(largestDifference(after.losses, whole.losses)).toBeLessThan(1e-3);
  expect(largestDifference(after.p, whole.p)).toBeLessThan(1e-3);
});

test('a context lost in the middle of an epoch costs that epoch only', async ({ page }) => {
  const after = await train(page, { network: 'text', backend: 'webgl', epochs: 4, loseAfter: 2.01 });
  expect(after.backends).toBe('webgl, wasm');
  expect(after.steps).toEqual([1, 2, 3, 4]);
  expect(after.losses.every((loss) => loss > 0)).toBe(true);
});

test('a destroyed WebGPU device: the next backend goes on from the last epoch', async ({ page }) => {
  const whole = await train(page, { network: 'dense', backend: 'wasm', epochs: 4, loseAfter: null });
  const after = await train(page, { network: 'dense', backend: 'webgpu', epochs: 4, loseAfter: 2 });
  expect(after.backends).toBe('webgpu, wasm');
  expect(after.steps).toEqual([1, 2, 3, 4]);
  expect(largestDifference(after.losses, whole.losses)).toBeLessThan(1e-3);
});

test('software adapters are not chosen: a text network trains without one', async ({ page }) => {
  const answer = await train(page, { network: 'text', backend: null, epochs: 1, loseAfter: null });
  expect(answer.backends).toMatch(/^(wasm|cpu)$/);
});
