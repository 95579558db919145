import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FittedModel, TrainingData } from '../../shared/estimators/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import { createMatrix, rowView } from '../../shared/numeric/matrix.ts';
import { createRng } from '../../shared/random/rng.ts';
import { startThread, threadEntry } from '../../workers/node/thread.ts';
import { createPeerPool } from '../../workers/pool/peer-pool.ts';
import { createTrainer } from '../../workers/pool/trainer.ts';
import type { Bench, BenchRow } from './bench.ts';

const nRows = 100_000;
const nFeatures = 20;
const threads = 2;
const REPEATS = 5;

interface Figures {
  readonly fitMs: number;
  readonly predictMs: number;
  readonly accuracy: number;
}

/** What each must reach beside scikit-learn, as a ratio of times. */
const workloads = [
  { estimator: 'random-forest', params: { n_estimators: 100, max_depth: 10 }, fit: 0.06, predict: 0.3 },
  { estimator: 'gradient-boosting', params: { max_iter: 100 }, fit: 0.8, predict: 0.3 },
] as const;

/** Fits include binning and the start of threads; quality is compared before times are. */
export const trees: Bench = {
  name: 'trees',
  about: `forest and boosting, ${nRows} × ${nFeatures}, two classes, ${threads} threads, beside scikit-learn`,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'treadle-bench-'));
    try {
      const data = makeData();
      writeFileSync(join(folder, 'X.f64'), data.X.values);
      writeFileSync(join(folder, 'y.f64'), data.y);
      const rows: BenchRow[] = [];
      for (const workload of workloads) rows.push(...(await compare(workload, data, folder)));
      return rows;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function makeData(): TrainingData {
  const rng = createRng(1);
  const X = createMatrix(
    nRows,
    nFeatures,
    new Float64Array(nRows * nFeatures).map(() => rng.normal()),
  );
  const y = new Float64Array(nRows).map((_, row) => {
    const x = rowView(X, row);
    const signal = x[0]! - x[1]! + x[2]! - x[3]! + x[4]! - x[5]! + x[7]! * x[8]!;
    return +(signal + rng.normal() > 0);
  });
  return { X, y, weights: null, nClasses: 2, featureNames: [] };
}

async function compare(
  { estimator, params, fit, predict }: (typeof workloads)[number],
  data: TrainingData,
  folder: string,
): Promise<BenchRow[]> {
  const { figures, model } = await measure(estimator, params, data);
  const peer = measurePeer(estimator, folder);
  const beside = (value: number | undefined) =>
    value === undefined ? {} : { peer: { name: 'scikit-learn', value } };
  const within = (own: number, other: number | undefined, goal: number) =>
    other === undefined ? {} : { goal: `ratio ≤ ${goal}`, met: own / other <= goal };
  const row = (measure: string, key: keyof Figures, unit: string): BenchRow => ({
    measure: `${estimator}, ${measure}`,
    value: figures[key],
    unit,
    ...beside(peer?.[key]),
  });
  return [
    row('accuracy on its rows', 'accuracy', ''),
    { ...row('fit', 'fitMs', 'ms'), ...within(figures.fitMs, peer?.fitMs, fit) },
    {
      ...row('predict all, processor time', 'predictMs', 'ms'),
      ...within(figures.predictMs, peer?.predictMs, predict),
    },
    { ...singleRow(estimator, model, data) },
  ];
}

async function measure(
  name: string,
  given: Record<string, unknown>,
  data: TrainingData,
): Promise<{ figures: Figures; model: FittedModel }> {
  const peers = createPeerPool(() => startThread(threadEntry('team-thread')));
  const trainer = createTrainer({
    threads,
    backend: null,
    signal: new AbortController().signal,
    cores: threads,
    peers,
    openTensorflow: () => Promise.reject(new Error('trees need no backend')),
  });
  const estimator = estimatorByName(name);
  const start = performance.now();
  const fitting = trainer.fit(estimator, data, resolveParams(estimator.params, given), createRng(42));
  let step = await fitting.next();
  while (step.done !== true) step = await fitting.next();
  const model = step.value;
  const fitted = performance.now();
  let out: Float64Array = new Float64Array(0);
  const predictMs = best(() => {
    out = model.predict(data.X);
  });
  peers.close();
  const right = data.y.reduce((sum, y, row) => sum + +(out[2 * row + 1]! > 0.5 === (y === 1)), 0);
  return { figures: { fitMs: fitted - start, predictMs, accuracy: right / nRows }, model };
}

/** The least processor time of a few runs: the first is not warm, and others share the machine. */
function best(work: () => void): number {
  const times = Array.from({ length: REPEATS }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

function singleRow(estimator: string, model: FittedModel, data: TrainingData): BenchRow {
  const calls = 20_000;
  const row = createMatrix(1, nFeatures);
  const batchMs = best(() => {
    for (let i = 0; i < calls; i++) {
      row.values.set(rowView(data.X, i));
      model.predict(row);
    }
  });
  const value = (1000 * batchMs) / calls;
  return { measure: `${estimator}, predict one row`, value, unit: 'µs', goal: '≤ 10 µs', met: value <= 10 };
}

const peerScript = `
import json, sys, time
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
folder, name = sys.argv[1:]
X = np.fromfile(folder + "/X.f64").reshape(${nRows}, ${nFeatures})
y = np.fromfile(folder + "/y.f64").astype(int)
forest = name == "random-forest"
model = RandomForestClassifier(100, max_depth=10, n_jobs=${threads}, random_state=0) if forest else HistGradientBoostingClassifier(max_iter=100, early_stopping=False)
start = time.perf_counter()
model.fit(X, y)
fitted = time.perf_counter()
if forest:
    model.n_jobs = 1
times = []
for _ in range(${REPEATS}):
    start_predict = time.process_time()
    p = model.predict_proba(X)
    times.append(1000 * (time.process_time() - start_predict))
print(json.dumps({"fitMs": 1000 * (fitted - start), "predictMs": min(times), "accuracy": float((p.argmax(1) == y).mean())}))
`;

/** undefined where scikit-learn is not installed. */
function measurePeer(estimator: string, folder: string): Figures | undefined {
  const env = { ...process.env, OMP_NUM_THREADS: String(threads) };
  const done = spawnSync('python3', ['-c', peerScript, folder, estimator], { encoding: 'utf8', env });
  if (done.status === 0) return JSON.parse(done.stdout) as Figures;
  console.log(`   no peer: ${done.stderr?.trim().split('\n').at(-1) ?? 'python3 is not installed'}`);
  return undefined;
}
