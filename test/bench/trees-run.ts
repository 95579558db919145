// One measured fit in a process of its own, so that it starts cold and its peak memory is its own:
// `trees-run FOLDER WORKLOAD-AS-JSON`. Bundled first (node-bundle.ts), so that threads start as they do in the command.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { FittedModel, TrainingData } from '../../shared/estimators/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { estimatorByName } from '../../shared/estimators/registry.ts';
import { createMatrix, rowView, type Matrix } from '../../shared/numeric/matrix.ts';
import { createRng } from '../../shared/random/rng.ts';
import { startThread, threadEntry } from '../../workers/node/thread.ts';
import { createPeerPool } from '../../workers/pool/peer-pool.ts';
import { createTrainer } from '../../workers/pool/trainer.ts';
import type { TreesFigures, TreesWorkload } from './trees-workloads.ts';

const [folder = '', text = ''] = process.argv.slice(2);
const workload = JSON.parse(text) as TreesWorkload;
const doubles = (name: string): Float64Array =>
  new Float64Array(new Uint8Array(readFileSync(join(folder, name))).buffer);
/** Read to where preparation would have made it: in memory that a team shares. */
const matrix = (name: string): Matrix => {
  const file = openSync(join(folder, name), 'r');
  const { size } = fstatSync(file);
  const made = createMatrix(size / 8 / workload.nFeatures, workload.nFeatures);
  const bytes = new Uint8Array(made.values.buffer);
  for (let at = 0; at < size;) at += readSync(file, bytes, at, Math.min(size - at, 2 ** 30), null);
  closeSync(file);
  return made;
};
const data: TrainingData = {
  X: matrix('X.f64'),
  y: doubles('y.f64'),
  weights: null,
  nClasses: workload.nClasses,
  featureNames: [],
};

const before = process.memoryUsage().rss;
const started = performance.now();
const model = await fit();
const fitMs = performance.now() - started;
const peakBytes = process.resourceUsage().maxRSS * 1024 - before;
const test = { X: matrix('X-test.f64'), y: doubles('y-test.f64') };
const accuracy = accuracyOf(model.predict(test.X), test.y);
const predictMs = processorTime(() => model.predict(data.X));
const figures: TreesFigures = { fitMs, predictMs, accuracy, peakBytes, rowUs: oneRow(model, test.X) };
process.stdout.write(JSON.stringify(figures));

async function fit(): Promise<FittedModel> {
  const peers = createPeerPool(() => startThread(threadEntry('team-thread')));
  const trainer = createTrainer({
    threads: null,
    backend: null,
    signal: new AbortController().signal,
    cores: 2,
    peers,
    openTensorflow: () => Promise.reject(new Error('trees need no backend')),
  });
  const estimator = estimatorByName(workload.estimator);
  const fitting = trainer.fit(
    estimator,
    data,
    resolveParams(estimator.params, workload.params),
    createRng(42),
  );
  for (let step = await fitting.next(); ; step = await fitting.next()) {
    if (step.done !== true) continue;
    peers.close();
    return step.value;
  }
}

function accuracyOf(out: Float64Array, y: Float64Array): number {
  const { nClasses } = workload;
  const right = y.reduce((sum, own, row) => {
    const p = out.subarray(row * nClasses, (row + 1) * nClasses);
    return sum + +(p.indexOf(Math.max(...p)) === own);
  }, 0);
  return right / y.length;
}

/** The least processor time of a few runs: the first is not warm, and others share the machine. */
function processorTime(work: () => void, runs = 3): number {
  const times = Array.from({ length: runs }, () => {
    const start = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

function oneRow(model: FittedModel, X: Matrix): number {
  const calls = 20_000;
  const row = createMatrix(1, X.nColumns);
  const ms = processorTime(() => {
    for (let i = 0; i < calls; i++) {
      row.values.set(rowView(X, i % X.nRows));
      model.predict(row);
    }
  });
  return (1000 * ms) / calls;
}
