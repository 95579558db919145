import { afterAll, describe, expect, it } from 'vitest';
import type { OwnEstimator, Progress } from '../../shared/estimators/estimator.ts';
import { createRng } from '../../shared/random/rng.ts';
import { startThread } from '../../workers/node/thread.ts';
import { createPeerPool } from '../../workers/pool/peer-pool.ts';
import { createTrainer } from '../../workers/pool/trainer.ts';
import { fixtureEstimator } from './fixtures/estimators.ts';

const thread = new URL('./fixtures/team-thread.ts', import.meta.url);
const pool = createPeerPool(() => startThread(thread));
afterAll(() => pool.close());

const N_ROWS = 2000;
const N_COLUMNS = 11;

function randomData() {
  const rng = createRng(5);
  const values = Float64Array.from({ length: N_ROWS * N_COLUMNS }, () => rng.normal());
  return {
    X: { nRows: N_ROWS, nColumns: N_COLUMNS, values },
    y: new Float64Array(N_ROWS),
    weights: null,
    nClasses: 0,
    featureNames: [],
  };
}

function trainer(threads: number | null, signal = new AbortController().signal, peers = pool) {
  const openTensorflow = () => Promise.reject(new Error('not used'));
  return createTrainer({ threads, backend: null, signal, cores: 2, peers, openTensorflow });
}

async function fit(
  name: string,
  on = trainer(2),
  onProgress: (progress: Progress) => void = () => {},
): Promise<number[]> {
  const fitting = on.fit(fixtureEstimator(name), randomData(), {}, createRng(9));
  for (;;) {
    const step = await fitting.next();
    if (step.done === true)
      return [...step.value.predict({ nRows: 0, nColumns: 0, values: new Float64Array() })];
    onProgress(step.value);
  }
}

describe('the training pool', () => {
  it('gives the same bytes on 1, 2, 3 and 4 threads', async () => {
    const single = await fit('sums', trainer(1));
    expect(single).toHaveLength(N_COLUMNS);
    for (const threads of [2, 3, 4]) {
      const on = trainer(threads);
      expect(await fit('sums', on)).toEqual(single);
      expect(on.used.threads).toBe(threads);
    }
  });

  it('reports every step of the first peer', async () => {
    const done: number[] = [];
    await fit('sums', trainer(2), (progress) => done.push(progress.done));
    expect(done).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });

  it('takes one thread by itself for little data, no shared memory, or an estimator that gains nothing', async () => {
    const small = trainer(null);
    await fit('sums', small);
    expect(small.used.threads).toBe(1);

    const isolated = createTrainer({
      threads: 4,
      backend: null,
      signal: new AbortController().signal,
      cores: 4,
      peers: null,
      openTensorflow: () => Promise.reject(new Error('not used')),
    });
    await fit('sums', isolated);
    expect(isolated.used.threads).toBe(1);

    const serial = trainer(4);
    const estimator = { ...(fixtureEstimator('sums') as OwnEstimator), parallel: false };
    const fitting = serial.fit(estimator, randomData(), {}, createRng(9));
    while ((await fitting.next()).done !== true);
    expect(serial.used.threads).toBe(1);
  });

  it('takes a team by itself for 200,000 cells', async () => {
    const on = trainer(null);
    const data = randomData();
    const values = new Float64Array(200_000);
    const large = { ...data, X: { nRows: 20_000, nColumns: 10, values }, y: new Float64Array(20_000) };
    const fitting = on.fit(fixtureEstimator('sums'), large, {}, createRng(9));
    while ((await fitting.next()).done !== true);
    expect(on.used.threads).toBe(2);
  });

  it('ends every peer on an abort, and trains again after it', async () => {
    const controller = new AbortController();
    let steps = 0;
    const aborted = fit('slow', trainer(2, controller.signal), () => {
      if (++steps === 3) controller.abort();
    });
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    expect(steps).toBeLessThan(6);
    expect(await fit('sums')).toEqual(await fit('sums', trainer(1)));
  });

  it('[ERR2] reports the error of a peer as it was thrown, and leaves nobody at a barrier', async () => {
    await expect(fit('peer-throws')).rejects.toMatchObject({
      code: 'value-not-finite',
      detail: 'Feature 7 is infinite.',
      errors: [{ pointer: '/7' }],
    });
  });

  it('fails when a peer leaves while others wait for it', async () => {
    await expect(fit('peer-leaves-early')).rejects.toMatchObject({ code: 'internal' });
  });

  it('says so when a training thread cannot start', async () => {
    const broken = createPeerPool(() =>
      startThread(new URL('./fixtures/no-such-thread.ts', import.meta.url)),
    );
    const fitting = fit('sums', trainer(2, undefined, broken));
    await expect(fitting).rejects.toMatchObject({ code: 'worker-died' });
  });
});
