import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Bench, BenchRow } from './bench.ts';
import {
  fullWorkloads,
  makeRows,
  shortWorkloads,
  type TreesFigures,
  type TreesWorkload,
} from './trees-workloads.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Accuracy may be this much lower than the peer's: the noise of 10,000 test rows. */
const SAME_QUALITY = 0.015;

/** Fits include binning and the start of threads, in processes that start cold; quality is compared before times are. */
export const trees: Bench = {
  name: 'trees',
  about:
    'forests and boosting on 2 threads, beside scikit-learn with n_jobs=2; --full for the sizes of the goals',
  async run({ full }) {
    mkdirSync(join(root, 'dist'), { recursive: true });
    const folder = mkdtempSync(join(root, 'dist', 'bench-'));
    try {
      await bundle(folder);
      return (full ? fullWorkloads : shortWorkloads).flatMap((workload) => compare(workload, folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** As the command is built: a thread that goes through a TypeScript loader starts 20 times as slowly. */
async function bundle(folder: string): Promise<void> {
  const input = {
    'trees-run': join(root, 'test/bench/trees-run.ts'),
    'team-thread': join(root, 'workers/node/team-thread.ts'),
  };
  const ssr = { ssr: true, outDir: folder, emptyOutDir: false, target: 'node20', rollupOptions: { input } };
  await build({ root, configFile: false, logLevel: 'error', build: ssr });
}

function compare(workload: TreesWorkload, folder: string): BenchRow[] {
  const { train, test } = makeRows(workload);
  writeFileSync(join(folder, 'X.f64'), train.X.values);
  writeFileSync(join(folder, 'y.f64'), train.y);
  writeFileSync(join(folder, 'X-test.f64'), test.X.values);
  writeFileSync(join(folder, 'y-test.f64'), test.y);
  const own: TreesFigures[] = [];
  const peer: TreesFigures[] = [];
  for (let turn = 0; turn < workload.repeats; turn++) {
    own.push(measure(process.execPath, join(folder, 'trees-run.js'), folder, workload)!);
    const beside = measure('/usr/bin/python3', join(root, 'test/bench/trees-peer.py'), folder, workload);
    if (beside !== null) peer.push(beside);
  }
  return rowsOf(workload, own, peer);
}

/** null where the peer is not installed. */
function measure(
  command: string,
  script: string,
  folder: string,
  workload: TreesWorkload,
): TreesFigures | null {
  const env = { ...process.env, OMP_NUM_THREADS: '2' };
  const done = spawnSync(command, [script, folder, JSON.stringify(workload)], { encoding: 'utf8', env });
  if (done.status === 0) return JSON.parse(done.stdout) as TreesFigures;
  if (script.endsWith('.js')) throw new Error(done.stderr);
  console.log(`   no peer: ${done.stderr?.trim().split('\n').at(-1) ?? 'python3 is not installed'}`);
  return null;
}

function rowsOf(
  workload: TreesWorkload,
  own: readonly TreesFigures[],
  peer: readonly TreesFigures[],
): BenchRow[] {
  const { estimator, nRows, nFeatures } = workload;
  const row = (
    measure: string,
    key: keyof TreesFigures,
    unit: string,
    scale: number,
    goal?: number,
  ): BenchRow => {
    const value = median(own, key) * scale;
    const base = { measure: `${estimator} ${shown(nRows)} × ${nFeatures}, ${measure}`, value, unit };
    if (peer.length === 0) return base;
    const beside = { ...base, peer: { name: 'scikit-learn', value: median(peer, key) * scale } };
    if (goal === undefined) return beside;
    return { ...beside, goal: `ratio ≤ ${goal}`, met: value / beside.peer.value <= goal };
  };
  const quality = row('accuracy', 'accuracy', '', 1);
  if (quality.peer !== undefined && quality.value < quality.peer.value - SAME_QUALITY)
    throw new Error(`${quality.measure}: ${quality.value}, but the peer has ${quality.peer.value}.`);
  const single = row('one row', 'rowUs', 'µs', 1);
  return [
    quality,
    row('fit', 'fitMs', 'ms', 1, workload.fit),
    row('predict all, processor time', 'predictMs', 'ms', 1, workload.predict),
    row('memory of the fit', 'peakBytes', 'MB', 2 ** -20),
    { ...single, goal: '≤ 10 µs', met: single.value <= 10 },
  ];
}

const shown = (nRows: number): string => (nRows < 1_000_000 ? `${nRows / 1000}k` : `${nRows / 1_000_000}M`);

function median(figures: readonly TreesFigures[], key: keyof TreesFigures): number {
  const sorted = figures.map((each) => each[key]).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
