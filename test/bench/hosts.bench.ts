import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { servePage } from '../browser/runtime/serve-page.ts';
import { CHROMIUM_ARGS, findChromium, HOW_TO_GET_CHROMIUM } from '../chromium.ts';
import type { Bench, BenchRow } from './bench.ts';
import type { FitFigures } from './hosts/fits.ts';
import { inBundle } from './node-bundle.ts';

const GOAL = 1.25;

/** The same fits in both hosts, one after the other; the models must have the same bytes. */
export const hosts: Bench = {
  name: 'hosts',
  about: 'training in Chromium beside Node: the same data, code and bytes, on 2 threads',
  async run() {
    const [node, page] = [await inNode(), await inChromium()];
    return node.map((own, at) => rowOf(own, page[at]!));
  },
};

function rowOf(node: FitFigures, page: FitFigures): BenchRow {
  if (node.digest !== page.digest) throw new Error(`${node.name}: Chromium made another model than Node.`);
  return {
    measure: `${node.name}, in Chromium`,
    value: page.ms,
    unit: 'ms',
    peer: { name: 'Node', value: node.ms },
    goal: `ratio ≤ ${GOAL}`,
    met: page.ms / node.ms <= GOAL,
  };
}

const inNode = (): Promise<FitFigures[]> =>
  inBundle({ fits: 'test/bench/hosts/node.ts' }, (folder) => {
    const done = spawnSync(process.execPath, [join(folder, 'fits.js')], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(done.stderr);
    return JSON.parse(done.stdout) as FitFigures[];
  });

async function inChromium(): Promise<FitFigures[]> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error(HOW_TO_GET_CHROMIUM);
  const served = await servePage(new URL('./hosts/', import.meta.url));
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGS });
  try {
    const page = await browser.newPage();
    await page.goto(served.url);
    return await page.evaluate(() => globalThis.measure());
  } finally {
    await browser.close();
    await served.close();
  }
}
