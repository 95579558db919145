import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FittedModel, TrainingData } from '../../shared/estimators/estimator.ts';
import { neuralNetwork } from '../../shared/estimators/neural-network/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { rank } from '../../shared/evaluation/ranking.ts';
import { rocAuc } from '../../shared/evaluation/roc.ts';
import { createRng } from '../../shared/random/rng.ts';
import { openTensorflow } from '../../workers/backends/node.ts';
import type { Bench, BenchRow } from './bench.ts';

const workload = {
  nRows: 100_000,
  nFeatures: 20,
  hidden: [64, 32],
  batchSize: 200,
  learningRate: 0.002,
  l2: 1e-6,
  epochs: 5,
};
const TEST_ROWS = 20_000;
const REPEATS = 3;
const GOAL = 0.6;
/** What the area under the curve varies by between seeds. */
const SAME_QUALITY = 0.005;

interface Figures {
  readonly auc: number;
  readonly epochMs: number;
}

/** One thread of own kernels beside scikit-learn on two threads of its BLAS, and beside tfjs on wasm. */
export const network: Bench = {
  name: 'network',
  about: '20-64-32-2 on 100,000 rows, an epoch of Adam with batches of 200; quality after 5 epochs first',
  async run() {
    const [train, test] = [makeRows(workload.nRows, 1), makeRows(TEST_ROWS, 2)];
    const folder = mkdtempSync(join(tmpdir(), 'treadle-bench-'));
    try {
      for (const [name, values] of Object.entries(filesOf(train, test)))
        writeFileSync(join(folder, `${name}.f64`), values);
      const own: Figures[] = [];
      const peer: Figures[] = [];
      for (let turn = 0; turn < REPEATS; turn += 1) {
        own.push(fitOwn(train, test));
        const beside = fitPeer(folder);
        if (beside !== null) peer.push(beside);
      }
      return [...rowsOf(own, peer), await tensorflowRow(median(own, 'epochMs')), oneRow(train)];
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function makeRows(nRows: number, seed: number): TrainingData {
  const rng = createRng(seed);
  const { nFeatures } = workload;
  const values = Float64Array.from({ length: nRows * nFeatures }, () => rng.normal());
  const y = Float64Array.from({ length: nRows }, (_, row) => {
    const [a, b, c, d] = values.subarray(row * nFeatures) as unknown as [number, number, number, number];
    return a * b + c * c - 1 + 0.5 * d + 0.6 * rng.normal() > 0 ? 1 : 0;
  });
  return { X: { nRows, nColumns: nFeatures, values }, y, weights: null, nClasses: 2, featureNames: [] };
}

const filesOf = (train: TrainingData, test: TrainingData): Record<string, Float64Array> => ({
  X: train.X.values,
  y: train.y,
  'X-test': test.X.values,
  'y-test': test.y,
});

const params = resolveParams(neuralNetwork.params, {
  hidden_layers: workload.hidden.join(','),
  batch_size: workload.batchSize,
  learning_rate: workload.learningRate,
  l2: workload.l2,
  epochs: workload.epochs,
  early_stopping: false,
});

function fitModel(data: TrainingData): { model: FittedModel; ms: number } {
  const start = performance.now();
  const steps = neuralNetwork.fit(data, params, { rng: createRng(1), team: soloTeam() });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return { model: step.value, ms: performance.now() - start };
  }
}

function fitOwn(train: TrainingData, test: TrainingData): Figures {
  const { model, ms } = fitModel(train);
  const scores = model.predict(test.X).filter((_, at) => at % 2 === 1);
  return { auc: rocAuc(rank(scores, test.y, 1, null))!, epochMs: ms / workload.epochs };
}

/** null where the peer is not installed. */
function fitPeer(folder: string): Figures | null {
  const script = fileURLToPath(new URL('./network-peer.py', import.meta.url));
  const done = spawnSync('/usr/bin/python3', [script, folder, JSON.stringify(workload)], {
    encoding: 'utf8',
  });
  if (done.status === 0) return JSON.parse(done.stdout) as Figures;
  console.log(`   no peer: ${done.stderr?.trim().split('\n').at(-1) ?? 'python3 is not installed'}`);
  return null;
}

function rowsOf(own: readonly Figures[], peer: readonly Figures[]): BenchRow[] {
  const [auc, epochMs] = [median(own, 'auc'), median(own, 'epochMs')];
  const quality = { measure: 'ROC AUC on 20,000 other rows', value: auc, unit: '' };
  const time = { measure: 'an epoch, own kernels on one thread', value: epochMs, unit: 'ms' };
  if (peer.length === 0) return [quality, time];
  const beside = (key: keyof Figures) => ({ name: 'scikit-learn', value: median(peer, key) });
  if (auc < beside('auc').value - SAME_QUALITY)
    throw new Error(`The area under the curve is ${auc}, but the peer has ${beside('auc').value}.`);
  const met = epochMs / beside('epochMs').value <= GOAL;
  return [
    { ...quality, peer: beside('auc') },
    { ...time, peer: beside('epochMs'), goal: `ratio ≤ ${GOAL}`, met },
  ];
}

/** An epoch of a tenth of the rows, times ten: it is that slow. */
async function tensorflowRow(ownMs: number): Promise<BenchRow> {
  const { tf } = await openTensorflow('wasm');
  const data = makeRows(workload.nRows / 10, 3);
  const fitting = neuralNetwork.tensorflow!.fit(data, { ...params, epochs: 1 }, { rng: createRng(1), tf });
  const start = performance.now();
  while ((await fitting.next()).done !== true);
  const value = 10 * (performance.now() - start);
  return {
    measure: 'an epoch, tfjs on wasm',
    value,
    unit: 'ms',
    peer: { name: 'own kernels', value: ownMs },
  };
}

const SINGLES = 20_000;

function oneRow(train: TrainingData): BenchRow {
  const { model } = fitModel(makeRows(1000, 4));
  const X = { ...train.X, nRows: 1 };
  for (let i = 0; i < SINGLES; i += 1) model.predict(X);
  const before = process.cpuUsage();
  for (let i = 0; i < SINGLES; i += 1) model.predict(X);
  const { user, system } = process.cpuUsage(before);
  const value = (user + system) / SINGLES;
  return { measure: 'predict one row, processor time', value, unit: 'µs', goal: '≤ 10 µs', met: value <= 10 };
}

function median(figures: readonly Figures[], key: keyof Figures): number {
  const sorted = figures.map((each) => each[key]).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}
