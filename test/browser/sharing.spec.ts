import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { openModel } from '../../shared/pipelines/serving-model.ts';
import { createRng } from '../../shared/random/rng.ts';
import { churn } from '../../shared/samples/churn.ts';
import { exampleValues, featuresOf } from '../../web/predict/feature-values.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import { decodePackage } from '../../shared/packaging/package-file.ts';
import { dropFile } from './drop-file.ts';
import { serverUnderTest, type ServerUnderTest } from './server.ts';
import { everyKindOfModel } from './every-model.ts';

let server: ServerUnderTest;
let elsewhere: ServerUnderTest;
test.beforeAll(async () => {
  server = await serverUnderTest();
  elsewhere = await serverUnderTest();
  const file = join(server.workspace, 'churn.csv');
  writeFileSync(file, writeCsv(churn.generate(createRng(7), 400), { exact: true }));
  treadle('train', file, '--target', 'Churn', '--estimator', 'logistic-regression', '--register', 'churn');
  treadle('export', 'churn@1', '--format', 'html', '--out', exported());
  await server.start();
  await elsewhere.start();
});
test.afterAll(async () => {
  await server.dispose();
  await elsewhere.dispose();
});

/** The model as one HTML file, by the command. */
const exported = (): string => join(server.workspace, 'churn.html');

function treadle(...words: string[]): string {
  const all = ['dist/node/treadle.js', ...words, '--workspace', server.workspace];
  const { stdout, stderr, status } = spawnSync(process.execPath, all, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

/** What the model says to one of its own examples, with all digits. */
async function answerOf(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Fill with an example' }).click();
  await page.getByRole('button', { name: 'Predict', exact: true }).click();
  const answer = page.getByRole('region', { name: 'Answer' });
  await expect(answer.getByLabel('Prediction')).toBeVisible();
  return (await answer.innerText()).replace(/\s+/g, ' ');
}

test('a link contains its model: card first, then it answers, then it is kept with its lineage', async ({
  page,
}) => {
  const link = treadle('export', 'churn@1', '--format', 'link', '--site', elsewhere.url);
  const { digest } = JSON.parse(treadle('models', 'show', 'churn@1', '--json')) as { digest: string };
  const bodies: string[] = [];
  page.on('request', (request) => bodies.push(request.url() + (request.postData() ?? '')));
  await page.goto(link);
  await expect(page.getByRole('heading', { name: 'churn', exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Model card' })).toContainText('logistic-regression');
  await expect(page.getByRole('button', { name: `Copy package digest ${digest}` })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Metrics' })).toContainText(/accuracy/i);
  await expect(page.getByRole('region', { name: 'Signature' })).toContainText('MonthlyCharges');
  await expect(page.getByText('Nothing asked yet')).toBeVisible();
  await answerOf(page);
  // The fragment is the browser's alone, and nothing is kept before one says so.
  expect(bodies.join('\n')).not.toContain(link.split('#')[1]!.slice(0, 60));
  await page.getByRole('button', { name: 'Keep in my registry' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Model' }).fill('of a friend');
  await dialog.getByRole('button', { name: 'Keep it' }).click();
  await expect(page.getByRole('heading', { name: 'of a friend' })).toBeVisible();
  const facts = page.getByRole('region', { name: 'Version 1' });
  await expect(facts).toContainText('origin=churn v1 (1.0.0)');
  await expect(facts.getByRole('button', { name: `Copy package digest ${digest}` })).toBeVisible();
});

test('[SEC5] a link that is damaged says so, and nothing is kept', async ({ page }) => {
  const link = treadle('export', 'churn@1', '--format', 'link', '--site', elsewhere.url);
  for (const spoilt of [link.slice(0, -100), `${link.split('#')[0]}#m1.AAAA`, `${link.split('#')[0]}#x`]) {
    await page.goto('about:blank');
    await page.goto(spoilt);
    await expect(page.getByRole('alert')).toContainText('The link holds no model that can be read');
  }
  await page.goto(`${elsewhere.url}/models`);
  await expect(page.getByRole('heading', { name: 'Models', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name: 'churn', exact: true })).toHaveCount(0);
});

test('[SEC7] an exported HTML file predicts from disk, with no network, the digits of the command', async ({
  context,
}) => {
  const file = exported();
  expect(statSync(file).size).toBeLessThan(600_000);
  expect(readFileSync(file, 'utf8')).toContain("default-src 'none'; script-src 'sha256-");
  await context.setOffline(true);
  const page = await context.newPage();
  const noise: string[] = [];
  page.on('console', (message) => noise.push(message.text()));
  page.on('request', (request) => noise.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  noise.shift();
  await expect(page.getByRole('heading', { name: /^churn v1/ })).toBeVisible();
  const features: Record<string, unknown> = {
    Age: 41,
    Tenure: 3,
    MonthlyCharges: 70.5,
    TotalCharges: 211.5,
    Contract: 'Month-to-month',
    PaymentMethod: 'Electronic check',
  };
  for (const [name, value] of Object.entries(features)) {
    const field = page.getByLabel(name, { exact: true });
    if (typeof value === 'number') await field.fill(String(value));
    else await field.selectOption(String(value));
  }
  await page.getByRole('button', { name: 'Predict' }).click();
  const said = JSON.parse(
    treadle('predict', 'churn', '--version', '1', '--features', JSON.stringify(features), '--json'),
  ) as { prediction: string; probabilities: { label: string; p: number }[] };
  await expect(page.getByLabel('Prediction')).toHaveText(said.prediction);
  for (const { label, p } of said.probabilities)
    await expect(page.getByRole('row', { name: new RegExp(`^${label} `) })).toContainText(String(p));
  expect(noise).toEqual([]);
});

test('an exported HTML file answers with all digits of every kind of model, by TypeScript alone', async ({
  page,
}) => {
  const file = join(server.workspace, 'kind.html');
  const html = readFileSync(exported(), 'utf8');
  for await (const { name, packageBytes, digest } of everyKindOfModel()) {
    await test.step(name, async () => {
      // Only the model differs from file to file: script, style and policy are the same.
      writeFileSync(file, withModel(html, packageBytes, digest));
      await page.goto(pathToFileURL(file).href);
      await page.getByRole('button', { name: 'Fill with an example' }).click();
      await page.getByRole('button', { name: 'Predict', exact: true }).click();
      const { manifest, predict } = openModel(packageBytes, digest);
      const { answer } = predict(featuresOf(manifest.signature, exampleValues(manifest, 0)));
      await expect(page.getByLabel('Prediction')).toHaveText(String(answer.prediction));
      const digits = page.getByRole('region', { name: 'Answer' }).getByRole('cell');
      expect((await digits.allInnerTexts()).filter((_, at) => at % 3 === 2)).toEqual(
        answer.probabilities.map(({ p }) => String(p)),
      );
    });
  }
});

/** The exported file with another model in the place of its own. */
function withModel(html: string, bytes: Uint8Array, digest: string): string {
  const origin = { digest, model: 'any', version: 1, semver: '1.0.0', description: '' };
  const embedded = JSON.stringify({ origin, package: Buffer.from(bytes).toString('base64') });
  return html.replace(
    /(id="package">).*?(<\/script>)/,
    (_, start: string, end: string) => start + embedded + end,
  );
}

test('Share says what leaves, then offers link, file, web page and address; the file opens wherever it is dropped', async ({
  page,
}) => {
  await page.goto(`${server.url}/models/churn?version=1`);
  await page.getByRole('button', { name: 'Actions for v1' }).click();
  await page.getByRole('menuitem', { name: 'Share' }).click();
  const dialog = page.getByRole('dialog', { name: 'Share churn v1' });
  const downloaded = async (button: RegExp): Promise<Buffer> => {
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      dialog.getByRole('button', { name: button }).click(),
    ]);
    return readFileSync(await file.path());
  };

  await test.step('the link is the one of the command, too long for a QR code', async () => {
    await expect(dialog.getByRole('listitem').last()).toHaveText('No row of the data.');
    const link = treadle('export', 'churn@1', '--format', 'link', '--site', server.url);
    await expect(dialog.getByRole('region', { name: 'The link' })).toHaveText(link);
    await expect(dialog).toContainText('a QR code: that holds 2,953 characters');
    await dialog.getByRole('button', { name: 'Show the server’s QR code' }).click();
  });

  await test.step('the address of the server fits', async () => {
    const address = `${server.url}/share/churn@1`;
    await expect(dialog.getByRole('region', { name: 'The address' })).toHaveText(address);
    await expect(dialog.getByRole('img', { name: 'QR code of the address' })).toBeVisible();
  });

  await test.step('the web page is the one of the command', async () => {
    await dialog.getByRole('tab', { name: 'Web page' }).click();
    const modelIn = (html: string): string | undefined => /id="package">(.*?)<\/script>/.exec(html)?.[1];
    const html = (await downloaded(/^Download churn-v1\.html$/)).toString();
    expect(modelIn(html)).toBe(modelIn(readFileSync(exported(), 'utf8')));
    expect(html).toContain("default-src 'none'; script-src 'sha256-");
  });

  await dialog.getByRole('tab', { name: 'File' }).click();
  const file = await downloaded(/^Download churn-v1\.treadle$/);
  const { digest } = decodePackage(new Uint8Array(file));

  await test.step('the file, dropped on any page, is looked into', async () => {
    await page.goto(`${elsewhere.url}/settings`);
    await expect(page.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible();
    await dropFile(page, 'churn-v1.treadle', file);
    await expect(page.getByRole('heading', { name: 'churn', exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: `Copy package digest ${digest}` })).toBeVisible();
    await expect(page.getByText('Nothing asked yet')).toBeVisible();
  });

  await test.step('a link that is pasted opens here, whatever address it bears', async () => {
    const link = treadle('export', 'churn@1', '--format', 'link', '--site', 'https://models.example');
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await page.getByRole('link', { name: 'Open a shared model' }).click();
    await page.getByRole('textbox', { name: 'Link that contains a model' }).fill(link);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.getByText('shared · v1 (1.0.0)')).toBeVisible();
  });

  await test.step('the file opens too when the operating system opens it with the app', async () => {
    await page.addInitScript((base64) => {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const handle = { getFile: async () => new File([bytes], 'launched.treadle') };
      Object.defineProperty(globalThis, 'launchQueue', {
        value: { setConsumer: (take: (launch: unknown) => void) => take({ files: [handle] }) },
      });
    }, file.toString('base64'));
    await page.goto(elsewhere.url);
    await expect(page.getByRole('heading', { name: 'launched', exact: true })).toBeVisible();
    await expect(page.getByRole('button', { name: `Copy package digest ${digest}` })).toBeVisible();
  });
});

test('the server has a page for each version that it shares', async ({ page }) => {
  await page.goto(`${server.url}/share/churn@1.0.0`);
  await expect(page.getByText('shared · v1 (1.0.0)')).toBeVisible();
  await answerOf(page);
  await expect(page.getByText('This very model is in the registry here')).toBeVisible();
  await page.goto(`${server.url}/share/churn@9`);
  await expect(page.getByRole('alert')).toContainText('There is no such version');
});

test('files are registered by hand, described, archived and deleted, and that survives a restart', async ({
  page,
}) => {
  const file = join(server.workspace, 'churn-v1.treadle');
  treadle('export', 'churn@1', '--out', file);
  await page.goto(`${elsewhere.url}/models`);

  await test.step('a package is served like any other version', async () => {
    await page.getByRole('button', { name: 'Register a file' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Model file').setInputFiles(file);
    await dialog.getByRole('combobox', { name: 'Model', exact: true }).fill('by hand');
    await dialog.getByRole('button', { name: 'Register', exact: true }).click();
    await expect(dialog).toBeHidden();
    await page.getByRole('button', { name: 'Promote v1 to Production' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Promote to Production' }).click();
    await expect(page.getByText('v1 in Production')).toBeVisible();
  });

  await test.step('a file of another tool is kept, and says that it cannot be served', async () => {
    await page.getByRole('button', { name: 'Actions for by hand' }).click();
    await page.getByRole('menuitem', { name: 'Register a file' }).click();
    const dialog = page.getByRole('dialog');
    const onnx = { name: 'net.onnx', mimeType: '', buffer: Buffer.from([8, 1, 2, 3]) };
    await dialog.getByLabel('Model file').setInputFiles(onnx);
    await expect(dialog).toContainText('it is never promoted');
    await dialog.getByRole('textbox', { name: 'Version' }).fill('3.0.0');
    await dialog.getByRole('textbox', { name: 'Tags' }).fill('team=risk');
    await dialog.getByRole('textbox', { name: 'Metrics' }).fill('test_f1=0.81');
    await dialog.getByRole('button', { name: 'Register', exact: true }).click();
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('region', { name: 'File' })).toContainText('net.onnx (ONNX)');
    await expect(page.getByRole('button', { name: 'Promote v2 to Production' })).toHaveCount(0);
  });

  await test.step('versions stand side by side', async () => {
    await page.getByRole('button', { name: 'Actions for by hand' }).click();
    await page.getByRole('menuitem', { name: 'Compare versions' }).click();
    await expect(page.getByRole('dialog').getByRole('row', { name: 'Kept as' })).toContainText('net.onnx');
    await page.keyboard.press('Escape');
  });

  await test.step('what is deployed is neither archived nor deleted', async () => {
    await page.getByRole('button', { name: 'Actions for by hand' }).click();
    await page.getByRole('menuitem', { name: 'Archive' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'It is deployed' })).toBeVisible();
    await page.getByRole('button', { name: 'Actions for v2' }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click();
    await expect(page.getByRole('link', { name: 'v2', exact: true })).toHaveCount(0);
  });

  await test.step('it is all there after a restart of page and server', async () => {
    await expect(page.getByRole('status', { name: 'Sync status' })).toHaveText(/in sync/i);
    await elsewhere.stop();
    await elsewhere.start();
    await page.reload();
    await expect(page.getByText('v1 in Production')).toBeVisible();
    await expect(page.getByRole('link', { name: 'v2', exact: true })).toHaveCount(0);
    const answer = await page.request.post(`${elsewhere.url}/api/models/by%20hand/predict`, {
      data: { features: {} },
    });
    expect(answer.status()).toBe(422);
  });
});
