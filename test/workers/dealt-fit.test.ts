import { expect, it } from 'vitest';
import type { FittedModel, OwnEstimator, TrainingData } from '../../shared/estimators/estimator.ts';
import { extraTrees } from '../../shared/estimators/extra-trees/estimator.ts';
import { gradientBoosting } from '../../shared/estimators/gradient-boosting/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { randomForest } from '../../shared/estimators/random-forest/estimator.ts';
import { decodeCheckpoint, type Checkpoint } from '../../shared/packaging/checkpoint-file.ts';
import { createRng } from '../../shared/random/rng.ts';
import { startThread, threadEntry } from '../../workers/node/thread.ts';
import type { CheckpointPort } from '../../workers/pool/fit-checkpoints.ts';
import { createPeerPool } from '../../workers/pool/peer-pool.ts';
import { createTrainer, type TrainerOptions } from '../../workers/pool/trainer.ts';
import type { WorkerHandle } from '../../workers/pool/worker-handle.ts';
import { stateDigest } from '../estimators/tree-fitting.ts';

/* Threads as a page has them that is not cross-origin isolated: real ones, that are sent copies. */

const handles: WorkerHandle[] = [];
const peers = createPeerPool(() => {
  const handle = startThread(threadEntry('team-thread'));
  handles.push(handle);
  return handle;
});

const nColumns = 6;

function draw(nRows: number, nClasses: number): TrainingData {
  const rng = createRng(4);
  const values = Float64Array.from({ length: nRows * nColumns }, () => rng.normal());
  const y = Float64Array.from({ length: nRows }, (_, row) => {
    const signal = values[row * nColumns]! * values[row * nColumns + 1]! + values[row * nColumns + 2]!;
    return nClasses === 0 ? signal : +(signal > 0) + +(signal > 1);
  });
  const weights = Float64Array.from({ length: nRows }, (_, row) => 1 + (row % 3));
  return { X: { nRows, nColumns, values }, y, weights, nClasses, featureNames: [] };
}

interface Wish extends Partial<TrainerOptions> {
  readonly params?: Record<string, unknown>;
  readonly onStep?: (done: number) => void;
}

async function fit(
  estimator: OwnEstimator,
  data: TrainingData,
  { params = { n_estimators: 24, max_depth: 6 }, onStep, ...options }: Wish = {},
): Promise<{ model: FittedModel; threads: number }> {
  const trainer = createTrainer({
    threads: 2,
    backend: null,
    signal: new AbortController().signal,
    cores: 2,
    peers,
    sharesMemory: false,
    openTensorflow: () => Promise.reject(new Error('not used')),
    ...options,
  });
  const fitting = trainer.fit(estimator, data, resolveParams(estimator.params, params), createRng(9));
  for (;;) {
    const step = await fitting.next();
    if (step.done === true) return { model: step.value, threads: trainer.used.threads };
    onStep?.(step.value.done);
  }
}

it.each([
  { estimator: randomForest, nClasses: 3, extra: { class_weight: 'balanced' } },
  { estimator: randomForest, nClasses: 0, extra: { oob_score: true } },
  { estimator: extraTrees, nClasses: 3, extra: {} },
])(
  '$estimator.name, $nClasses classes: two threads without shared memory make the bytes of one',
  async (c) => {
    const data = draw(300, c.nClasses);
    const params = { n_estimators: 30, max_depth: 6, ...c.extra };
    const alone = await fit(c.estimator, data, { params, threads: 1 });
    const steps: number[] = [];
    const dealt = await fit(c.estimator, data, { params, onStep: (done) => void steps.push(done) });
    expect([alone.threads, dealt.threads]).toEqual([1, 2]);
    expect(stateDigest(dealt.model)).toBe(stateDigest(alone.model));
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps.filter((done) => done > 0 && done < 30).length).toBeGreaterThan(3);
  },
);

it('boosting, whose peers must meet, stays in one thread; so does what has no memory for copies', async () => {
  const data = draw(300, 3);
  expect((await fit(gradientBoosting, data, { params: { max_iter: 3 } })).threads).toBe(1);
  const params = { n_estimators: 5 };
  const once = randomForest.fitBytes(
    { nRows: 300, nFeatures: nColumns, nValues: 300 * nColumns, nClasses: 3, threads: 1 },
    resolveParams(randomForest.params, params),
  );
  expect((await fit(randomForest, data, { params, memory: () => 2.5 * once })).threads).toBe(1);
  expect((await fit(randomForest, data, { params, memory: () => 3.5 * once })).threads).toBe(2);
});

const portTo = (files: Uint8Array[], resume: Checkpoint | null = null): CheckpointPort => ({
  of: { recipe: 'r', dataVersion: 'd', engineVersion: '1' },
  everyMs: 0,
  resume,
  save: async (file) => files.push(file) > 0,
  hurried: () => true,
});

it('goes on from a checkpoint, on one thread or dealt again, to the same bytes', async () => {
  const data = draw(300, 3);
  const whole = stateDigest((await fit(randomForest, data, { threads: 1 })).model);
  const files: Uint8Array[] = [];
  await fit(randomForest, data, { checkpoints: portTo(files) });
  const kept = decodeCheckpoint(files[Math.floor(files.length / 2)]!);
  expect(kept.done).toBeLessThan(24);
  for (const threads of [1, 2]) {
    const resumed = await fit(randomForest, data, { threads, checkpoints: portTo(files, kept) });
    expect(stateDigest(resumed.model)).toBe(whole);
  }
});

it('ends its threads on an abort, and says when one of them died', async () => {
  const data = draw(3000, 3);
  const params = { n_estimators: 2000, max_depth: 20 };
  const controller = new AbortController();
  const onStep = (done: number): void => void (done > 0 && controller.abort());
  await expect(fit(randomForest, data, { params, signal: controller.signal, onStep })).rejects.toMatchObject({
    code: 'aborted',
  });
  await Promise.all(handles.map((handle) => new Promise((resolve) => handle.onDeath(resolve))));
  const end = (done: number): void => void (done > 0 && handles.at(-1)!.terminate());
  await expect(fit(randomForest, data, { params, onStep: end })).rejects.toMatchObject({
    code: 'worker-died',
  });
});
