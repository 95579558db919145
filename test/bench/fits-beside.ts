import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchOptions, BenchRow } from './bench.ts';
import { inBundle } from './node-bundle.ts';
import {
  makeRows,
  workloadName,
  type PeerName,
  type TreesFigures,
  type TreesWorkload,
} from './trees-workloads.ts';

const scripts: Readonly<Record<PeerName, string>> = {
  'scikit-learn': 'trees-peer.py',
  XGBoost: 'boosting-peer.py',
};
/** Accuracy may be this much lower than a peer's: the noise of 10,000 test rows. */
const SAME_QUALITY = 0.015;

type Runs = Readonly<Record<PeerName | 'own', TreesFigures[]>>;

/**
 * Fits of trees beside their peers, in turns. Fits include binning and the start of threads, in processes
 * that start cold; quality is compared before times are.
 * @throws Error where `only` names none of the workloads, or where the quality is not the peer's.
 */
export async function fitsBeside(
  workloads: readonly TreesWorkload[],
  { only }: BenchOptions,
): Promise<BenchRow[]> {
  const wanted = workloads.filter((workload) => workloadName(workload).includes(only ?? ''));
  if (wanted.length === 0)
    throw new Error(`There is no "${only}" among ${workloads.map(workloadName).join('; ')}.`);
  return inBundle({ 'trees-run': 'test/bench/trees-run.ts' }, (folder) =>
    wanted.flatMap((workload) => rowsOf(workload, runInTurns(workload, folder))),
  );
}

function runInTurns(workload: TreesWorkload, folder: string): Runs {
  const { train, test } = makeRows(workload);
  writeFileSync(join(folder, 'X.f64'), train.X.values);
  writeFileSync(join(folder, 'y.f64'), train.y);
  writeFileSync(join(folder, 'X-test.f64'), test.X.values);
  writeFileSync(join(folder, 'y-test.f64'), test.y);
  const runs: Runs = { own: [], 'scikit-learn': [], XGBoost: [] };
  for (let turn = 0; turn < workload.repeats; turn++) {
    const own = measure(process.execPath, join(folder, 'trees-run.js'), folder, workload);
    if (typeof own === 'string') throw new Error(own);
    runs.own.push(own);
    for (const peer of peersOf(workload)) {
      const script = fileURLToPath(new URL(scripts[peer], import.meta.url));
      const beside = measure('/usr/bin/python3', script, folder, workload);
      if (typeof beside === 'string') console.log(`   no ${peer}: ${beside.trim().split('\n').at(-1)}`);
      else runs[peer].push(beside);
    }
    console.log(`   ${workloadName(workload)}, turn ${turn + 1}: ${lastFits(runs)}`);
  }
  return runs;
}

/** How long each took in this turn: medians hide how far turns lie apart. */
const lastFits = (runs: Runs): string =>
  Object.entries(runs)
    .flatMap(([name, figures]) => {
      const last = figures.at(-1);
      return last === undefined ? [] : [`${name} ${(last.fitMs / 1000).toPrecision(3)} s`];
    })
    .join(', ');

const peersOf = ({ peers }: TreesWorkload): PeerName[] => Object.keys(peers) as PeerName[];

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

const measures = [
  { what: 'accuracy', key: 'accuracy', unit: '', scale: 1 },
  { what: 'fit', key: 'fitMs', unit: 'ms', scale: 1 },
  { what: 'predict all, processor time', key: 'predictMs', unit: 'ms', scale: 1 },
  { what: 'memory of the fit', key: 'peakBytes', unit: 'MB', scale: 2 ** -20 },
] as const;

function rowsOf(workload: TreesWorkload, runs: Runs): BenchRow[] {
  const name = workloadName(workload);
  const peers = peersOf(workload).filter((peer) => runs[peer].length > 0);
  const rows = measures.flatMap(({ what, key, unit, scale }) => {
    const value = median(runs.own, key) * scale;
    const row: BenchRow = { measure: `${name}, ${what}`, value, unit };
    if (peers.length === 0) return [row];
    return peers.map((peer) => {
      const beside = { name: peer, value: median(runs[peer], key) * scale };
      if (key === 'accuracy') requireQuality(row, beside);
      const goal = key === 'accuracy' ? undefined : workload.peers[peer]?.[key];
      const judged = goal === undefined ? {} : { goal: `ratio ≤ ${goal}`, met: value / beside.value <= goal };
      return { ...row, peer: beside, ...judged };
    });
  });
  const rowUs = median(runs.own, 'rowUs');
  const single = { measure: `${name}, one row`, value: rowUs, unit: 'µs', goal: '≤ 10 µs', met: rowUs <= 10 };
  return [...rows, single];
}

function requireQuality({ measure, value }: BenchRow, peer: { name: string; value: number }): void {
  if (value >= peer.value - SAME_QUALITY) return;
  throw new Error(`${measure}: ${value}, but ${peer.name} has ${peer.value}.`);
}

function median(figures: readonly TreesFigures[], key: keyof TreesFigures): number {
  const sorted = figures.map((each) => each[key]).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
