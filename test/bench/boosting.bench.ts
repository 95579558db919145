import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { Bench, BenchRow } from './bench.ts';
import { makeRows, type TreesFigures, type TreesWorkload } from './trees-workloads.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Accuracy may be this much lower than a peer's: the noise of 10,000 test rows. */
const SAME_QUALITY = 0.015;

/** What each must reach beside the peers, as ratios. */
interface Goals {
  readonly xgboost?: number;
  readonly sklearn?: number;
  readonly memory?: number;
}

type BoostingWorkload = TreesWorkload & { readonly goals: Goals };

const common = { estimator: 'gradient-boosting', repeats: 1 } as const;
const plain = { ...common, nFeatures: 20, nClasses: 2 } as const;
const oneHot = { ...common, nFeatures: 54, nClasses: 2 } as const;

/** Some forty seconds, peers included. */
const shortWorkloads: readonly BoostingWorkload[] = [
  { ...plain, nRows: 100_000, params: { max_iter: 40 }, repeats: 2, goals: { xgboost: 0.9, sklearn: 0.8 } },
  { ...oneHot, nRows: 50_000, params: { max_iter: 40 }, repeats: 2, goals: { xgboost: 1.1 } },
];

/** The rows of the table of goals; some five minutes. */
const fullWorkloads: readonly BoostingWorkload[] = [
  {
    ...plain,
    nRows: 1_000_000,
    params: { max_iter: 200 },
    goals: { xgboost: 0.9, sklearn: 0.8, memory: 0.7 },
  },
  { ...oneHot, nRows: 500_000, params: { max_iter: 200 }, goals: { xgboost: 1.1 } },
];

const peers = { xgboost: 'boosting-peer.py', sklearn: 'trees-peer.py' } as const;
type Peer = keyof typeof peers;
type Runs = Record<'own' | Peer, TreesFigures[]>;

/** Fits include binning and the start of threads, in processes that start cold; quality is compared before times are. */
export const boosting: Bench = {
  name: 'boosting',
  about:
    'gradient boosting, 31 leaves, on 2 threads beside XGBoost hist and scikit-learn HistGradientBoosting; --full for 200 rounds on 1M × 20',
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

function compare(workload: BoostingWorkload, folder: string): BenchRow[] {
  const { train, test } = makeRows(workload);
  writeFileSync(join(folder, 'X.f64'), train.X.values);
  writeFileSync(join(folder, 'y.f64'), train.y);
  writeFileSync(join(folder, 'X-test.f64'), test.X.values);
  writeFileSync(join(folder, 'y-test.f64'), test.y);
  const runs: Runs = { own: [], xgboost: [], sklearn: [] };
  for (let turn = 0; turn < workload.repeats; turn++) {
    const own = measure(process.execPath, join(folder, 'trees-run.js'), folder, workload);
    if (typeof own === 'string') throw new Error(own);
    runs.own.push(own);
    for (const peer of Object.keys(peers) as Peer[]) {
      const beside = measure('/usr/bin/python3', join(root, 'test/bench', peers[peer]), folder, workload);
      if (typeof beside === 'string') console.log(`   no ${peer}: ${beside.trim().split('\n').at(-1)}`);
      else runs[peer].push(beside);
    }
  }
  return rowsOf(workload, runs);
}

/** Its figures, or what it says where it cannot run. */
function measure(
  command: string,
  script: string,
  folder: string,
  workload: TreesWorkload,
): TreesFigures | string {
  const env = { ...process.env, OMP_NUM_THREADS: '2' };
  const done = spawnSync(command, [script, folder, JSON.stringify(workload)], { encoding: 'utf8', env });
  return done.status === 0 ? (JSON.parse(done.stdout) as TreesFigures) : (done.stderr ?? 'not installed');
}

function rowsOf(workload: BoostingWorkload, runs: Runs): BenchRow[] {
  const { nRows, nFeatures, params, goals } = workload;
  const rows: BenchRow[] = [];
  for (const peer of Object.keys(peers) as Peer[]) {
    const add = (what: string, key: keyof TreesFigures, unit: string, scale = 1, goal?: number): void => {
      const measure = `${nRows / 1000}k × ${nFeatures}, ${params['max_iter']} rounds, ${what}`;
      const value = median(runs.own, key) * scale;
      if (runs[peer].length === 0) return void rows.push({ measure, value, unit });
      const beside = median(runs[peer], key) * scale;
      const judged = goal === undefined ? {} : { goal: `ratio ≤ ${goal}`, met: value / beside <= goal };
      rows.push({ measure, value, unit, peer: { name: peer, value: beside }, ...judged });
    };
    add('accuracy', 'accuracy', '');
    const quality = rows.at(-1)!;
    if (quality.peer !== undefined && quality.value < quality.peer.value - SAME_QUALITY)
      throw new Error(`${quality.measure}: ${quality.value}, but ${peer} has ${quality.peer.value}.`);
    add('fit', 'fitMs', 'ms', 1, goals[peer]);
    add('memory of the fit', 'peakBytes', 'MB', 2 ** -20, peer === 'xgboost' ? goals.memory : undefined);
    add('predict all, processor time', 'predictMs', 'ms');
  }
  return rows;
}

function median(figures: readonly TreesFigures[], key: keyof TreesFigures): number {
  const sorted = figures.map((each) => each[key]).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
