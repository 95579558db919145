import AxeBuilder from '@axe-core/playwright';
import { expect, test, type BrowserContext, type Page } from '@playwright/test';
import { serverUnderTest, type ServerUnderTest } from './server.ts';

/** A laptop and a phone: the navigation and the tables differ. Each theme in one of them. */
const LOOKS = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 390 },
] as const;

let server: ServerUnderTest;
let context: BrowserContext;
let page: Page;
/** Everything the console said that it should not have. */
const complaints: string[] = [];

test.beforeAll(async ({ browser }) => {
  server = await serverUnderTest();
  await server.start();
  // Motion ends at once, so that nothing is judged half faded in.
  context = await browser.newContext({ reducedMotion: 'reduce' });
  page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAbsentBlob(message.location().url)) complaints.push(message.text());
  });
  await page.goto(server.url);
  await page.getByRole('button', { name: 'Run the full lifecycle' }).click();
  await expect(page.getByText('Predict samples: done')).toBeAttached({ timeout: 120_000 });
});
test.afterAll(async () => {
  await context.close();
  await server.dispose();
});

/** Asking whether the server has an artifact is answered 404 when not, which Chromium prints. */
const isAbsentBlob = (url: string): boolean => url.includes('/api/v1/blobs/sha256:');

const places: readonly { name: string; path: string; heading: RegExp }[] = [
  { name: 'dashboard', path: '/', heading: /Dashboard/ },
  { name: 'data', path: '/data', heading: /Data/ },
  { name: 'import', path: '/data/import', heading: /Load/ },
  ...['', 'columns', 'validation', 'explore', 'versions'].map((tab) => ({
    name: `dataset, ${tab === '' ? 'first tab' : tab}`,
    path: `/data/churn-sample${tab === '' ? '' : `?tab=${tab}`}`,
    heading: /churn-sample/,
  })),
  { name: 'experiments', path: '/experiments', heading: /Experiments/ },
  { name: 'new run', path: '/experiments/new?dataset=churn-sample', heading: /.+/ },
  { name: 'new sweep', path: '/experiments/sweep?dataset=churn-sample', heading: /New sweep/ },
  { name: 'models', path: '/models', heading: /Models/ },
  { name: 'model', path: '/models/churn', heading: /churn/ },
  ...['form', 'json', 'file'].map((tab) => ({
    name: `predict, ${tab}`,
    path: `/predict?model=churn&tab=${tab}`,
    heading: /Predict/,
  })),
  { name: 'test', path: '/test', heading: /Predict/ },
  { name: 'monitoring', path: '/monitoring', heading: /Monitoring/ },
  { name: 'settings', path: '/settings', heading: /Settings/ },
  { name: 'sharing', path: '/sync', heading: /Sharing/ },
  { name: 'no such page', path: '/nowhere', heading: /.+/ },
];

for (const { name, path, heading } of places)
  test(`${name} has no serious accessibility fault in either theme`, () => inspect(path, heading));

test('a run, tab by tab, has no serious accessibility fault in either theme', async () => {
  const [run] = await runLinks();
  for (const tab of ['overview', 'plots', 'importance', 'params', 'lineage'])
    await inspect(`${run}?tab=${tab}`, /random-forest|logistic-regression|gradient-boosting/);
});

test('two runs side by side have no serious accessibility fault in either theme', async () => {
  const [a, b] = (await runLinks()).map((link) => link.split('/').at(-1)!);
  await inspect(`/experiments/compare?a=${a}&b=${b}`, /Compare/);
});

test('the command palette has no serious accessibility fault in either theme', async () => {
  await page.goto(server.url);
  await page.getByRole('button', { name: /Search/ }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await faults()).toEqual([]);
});

async function runLinks(): Promise<string[]> {
  await page.goto(`${server.url}/experiments`);
  const links = page.locator('a[href^="/experiments/runs/"]');
  await expect(links.first()).toBeVisible();
  return links.evaluateAll((all) => [...new Set(all.map((link) => link.getAttribute('href')!))]);
}

/** One page in each theme: no fault, no sideways scrolling, a clean console. */
async function inspect(path: string, heading: RegExp): Promise<void> {
  complaints.length = 0;
  await page.goto(`${server.url}${path}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(heading);
  for (const { colorScheme, width } of LOOKS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 860 });
    const at = `${path} ${colorScheme} ${width}`;
    // What is sized anew settles some frames later; a fault that stays is one.
    await expect.poll(faults, { message: at, timeout: 15_000 }).toEqual([]);
    const contentWidth = () => page.evaluate(() => document.documentElement.scrollWidth);
    await expect.poll(contentWidth, { message: at, timeout: 15_000 }).toBeLessThanOrEqual(width);
  }
  expect(complaints, path).toEqual([]);
}

async function faults(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, any }) => `${id}: ${html.slice(0, 200)} ${any[0]?.message ?? ''}`),
    );
}
