import { afterAll, describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../../shared/packaging/checkpoint-file.ts';
import { createRng } from '../../shared/random/rng.ts';
import { startThread } from '../../workers/node/thread.ts';
import type { CheckpointPort } from '../../workers/pool/fit-checkpoints.ts';
import { memoryLimit } from '../../workers/pool/memory-budget.ts';
import { createPeerPool } from '../../workers/pool/peer-pool.ts';
import { createTrainer, type TrainerOptions } from '../../workers/pool/trainer.ts';
import { fixtureEstimator } from './fixtures/estimators.ts';

const thread = new URL('./fixtures/team-thread.ts', import.meta.url);
const peers = createPeerPool(() => startThread(thread));
afterAll(() => peers.close());

const [N_ROWS, N_COLUMNS] = [1000, 7];
const values = Float64Array.from({ length: N_ROWS * N_COLUMNS }, (_, i) => Math.sqrt(i) - 40);
const data = {
  X: { nRows: N_ROWS, nColumns: N_COLUMNS, values },
  y: new Float64Array(N_ROWS),
  weights: null,
  nClasses: 0,
  featureNames: [],
};

interface Wish extends Partial<TrainerOptions> {
  readonly params?: Record<string, number>;
  readonly onStep?: (done: number) => void;
}

async function fit(name: string, { params = {}, onStep, ...options }: Wish = {}) {
  const trainer = createTrainer({
    threads: 2,
    backend: null,
    signal: new AbortController().signal,
    cores: 2,
    peers,
    openTensorflow: () => Promise.reject(new Error('not used')),
    ...options,
  });
  const fitting = trainer.fit(fixtureEstimator(name), data, params, createRng(3));
  const metrics: { key: string; value: number; step: number }[] = [];
  for (;;) {
    const step = await fitting.next();
    if (step.done === true) return { model: step.value.state(), metrics };
    metrics.push(...(step.value.metrics ?? []));
    onStep?.(step.value.done);
  }
}

const of = { recipe: 'r', dataVersion: 'd', engineVersion: '1' };

/** A port that keeps every file it is given. */
function port(change: Partial<CheckpointPort> = {}): CheckpointPort & { files: Uint8Array[] } {
  const files: Uint8Array[] = [];
  const save = async (file: Uint8Array): Promise<boolean> => files.push(file) > 0;
  return { of, everyMs: 0, resume: null, save, hurried: () => false, files, ...change };
}

describe('checkpoints of a fit', () => {
  it('give the bytes of an uninterrupted fit from every one of them, in any team', async () => {
    const whole = await fit('sums', { threads: 1 });
    const kept = port({ hurried: () => true });
    await fit('slow', { checkpoints: kept });
    expect(kept.files.length).toBeGreaterThan(3);
    const fitOf = { index: 0, estimator: 'sums' };
    for (const file of [kept.files[0]!, kept.files.at(-1)!]) {
      for (const threads of [1, 2, 3]) {
        const resumed = await fit('sums', {
          threads,
          checkpoints: port({ resume: { ...decodeCheckpoint(file), fit: fitOf } }),
        });
        expect(resumed).toEqual(whole);
      }
    }
  });

  it('are made no more often than asked, and at once when hurried', async () => {
    const calm = port({ everyMs: 60_000 });
    await fit('sums', { checkpoints: calm });
    expect(calm.files).toHaveLength(0);
    let asked = 0;
    const hurried = port({ everyMs: 60_000, hurried: () => ++asked === 5 });
    await fit('sums', { checkpoints: hurried });
    expect(hurried.files.map((file) => decodeCheckpoint(file).done)).toEqual([5]);
  });

  it.each([1, 2])(
    'one more is taken of the step at which a cancel found the fit, on %s threads',
    async (threads) => {
      const controller = new AbortController();
      const kept = port({ everyMs: 60_000 });
      let last = 0;
      const cancelled = fit('slow', {
        threads,
        signal: controller.signal,
        checkpoints: kept,
        onStep(done) {
          last = done;
          if (done === 4) controller.abort();
        },
      });
      await expect(cancelled).rejects.toMatchObject({ code: 'aborted' });
      expect(kept.files).toHaveLength(1);
      const checkpoint = decodeCheckpoint(kept.files[0]!);
      expect(checkpoint.done).toBeGreaterThanOrEqual(last);
      const resumed = await fit('slow', { threads, checkpoints: port({ resume: checkpoint }) });
      expect(resumed).toEqual(await fit('slow', { threads: 1 }));
    },
  );

  it('end when the keeper wants no more, and a keeper that fails ends the fit', async () => {
    let calls = 0;
    const full = port({ save: async () => ++calls < 2 });
    await fit('slow', { threads: 1, checkpoints: full });
    expect(calls).toBe(2);
    const broken = port({ save: () => Promise.reject(new Error('the disk is gone')) });
    await expect(fit('slow', { threads: 1, checkpoints: broken })).rejects.toThrow('the disk is gone');
  });

  it('are for the fit they were taken of: another one of the same run starts anew', async () => {
    const kept = port();
    await fit('sums', { checkpoints: kept });
    const { fit: which, ...rest } = decodeCheckpoint(kept.files.at(-1)!);
    let first = 0;
    await fit('sums', {
      checkpoints: port({ resume: { ...rest, fit: { ...which, index: 1 } } }),
      onStep: (done) => (first ||= done),
    });
    expect(first).toBe(1);
  });
});

describe('a training thread that ends', () => {
  it.each(['peer-dies'])(
    'while others wait for it is noticed, and the next team is whole (%s)',
    async (name) => {
      await expect(fit(name)).rejects.toMatchObject({ code: 'worker-died' });
      expect((await fit('sums')).model).toEqual((await fit('sums', { threads: 1 })).model);
    },
  );

  it('for want of memory is a typed error', async () => {
    await expect(fit('peer-runs-out')).rejects.toMatchObject({ code: 'out-of-memory' });
  });
});

describe('aborting', () => {
  it.each([1, 2, 3])(
    'at any moment of a fit on %s threads ends it, and leaves a pool that works',
    async (threads) => {
      const rng = createRng(threads);
      for (let round = 0; round < 6; round++) {
        const controller = new AbortController();
        setTimeout(() => controller.abort(), rng.integer(120));
        const aborted = fit('slow', { threads, signal: controller.signal });
        await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
      }
      expect((await fit('sums', { threads })).model).toEqual((await fit('sums', { threads: 1 })).model);
    },
  );
});

describe('the memory of a fit', () => {
  const gibibyte = 2 ** 30;

  it('is refused before the start when it would not fit, with what would', async () => {
    const refused = fit('hungry', { threads: 1, params: { n: 100 }, memory: () => gibibyte / 2 });
    await expect(refused).rejects.toMatchObject({
      code: 'memory-budget',
      extra: { needBytes: gibibyte, budgetBytes: gibibyte / 2 },
    });
    const { remedy } = (await refused.catch((thrown: unknown) => thrown)) as { remedy: string };
    expect(remedy).toContain('with 500 rows');
    expect(remedy).toContain('n = 50');
  });

  it('is taken when it fits, or when nobody knows what there is', async () => {
    await fit('hungry', { threads: 1, params: { n: 100 }, memory: () => gibibyte });
    await fit('hungry', { threads: 1, params: { n: 100 }, memory: () => null });
  });

  it('is shared by those that train at once', () => {
    const free = (): number => 6 * 2 ** 20;
    expect(memoryLimit({ atOnce: 3 }, free)()).toBe(2 * 2 ** 20);
    expect(memoryLimit({ atOnce: 3, memoryMb: 9 }, free)()).toBe(3 * 2 ** 20);
    expect(memoryLimit({ atOnce: 3 }, () => null)()).toBeNull();
  });

  it('counts the copy that a team works on', async () => {
    const fits = fit('hungry', { threads: 2, params: { n: 100 }, memory: () => gibibyte });
    await expect(fits).rejects.toMatchObject({ code: 'memory-budget' });
  });
});
