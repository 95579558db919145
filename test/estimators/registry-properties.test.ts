import { afterAll, describe, expect, it } from 'vitest';
import { estimators } from '../../shared/estimators/registry.ts';
import type {
  FittedModel,
  OwnEstimator,
  Task,
  Team,
  TrainingData,
} from '../../shared/estimators/estimator.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import type { Matrix } from '../../shared/numeric/matrix.ts';
import type { Trainer } from '../../shared/pipelines/outcome.ts';
import { createRng } from '../../shared/random/rng.ts';
import { startThread, threadEntry } from '../../workers/node/thread.ts';
import { createPeerPool } from '../../workers/pool/peer-pool.ts';
import { createTrainer } from '../../workers/pool/trainer.ts';
import { fitWatched, stateDigest } from './tree-fitting.ts';

/* What every estimator of the registry promises, whatever else it is. */

const peers = createPeerPool(() => startThread(threadEntry('team-thread')));
afterAll(() => peers.close());

const SMALL: Readonly<Record<string, number>> = { n_estimators: 12, max_iter: 25, epochs: 3 };

interface Subject {
  readonly estimator: OwnEstimator;
  readonly task: Task;
  readonly name: string;
  readonly params: Record<string, number>;
}

const subjects: readonly Subject[] = estimators
  .filter((estimator) => estimator.kind === 'own')
  .flatMap((estimator) =>
    estimator.tasks.map((task) => {
      const named = estimator.params.filter((param) => SMALL[param.name] !== undefined);
      const params = Object.fromEntries(named.map((param) => [param.name, SMALL[param.name]!]));
      return { estimator, task, name: `${estimator.name}, ${task}`, params };
    }),
  );

/** Counts and shares, none negative, few enough values that bins hold one each. */
function draw(seed: number, nRows: number, task: Task, nColumns = 5): TrainingData {
  const rng = createRng(seed);
  const values = Float64Array.from({ length: nRows * nColumns }, () => rng.integer(40) / 8);
  const y = Float64Array.from({ length: nRows }, (_, row) => {
    const at = row * nColumns;
    const signal = values[at]! * values[at + 1]! - 2 * values[at + 2]! + rng.normal();
    if (task === 'regression') return signal;
    return row < 3 ? row : signal > 4 ? 2 : signal > 0 ? 1 : 0;
  });
  const featureNames = Array.from({ length: nColumns }, (_, at) => `x${at}`);
  const X = { nRows, nColumns, values };
  return { X, y, weights: null, nClasses: task === 'regression' ? 0 : 3, featureNames };
}

/** Rows inside what training saw and far out of it. */
function strange(nRows: number, nColumns = 5): Matrix {
  const rng = createRng(99);
  const values = Float64Array.from({ length: nRows * nColumns }, () =>
    rng.uniform() < 0.1 ? 10 ** (rng.integer(12) - 4) : 8 * rng.uniform(),
  );
  return { nRows, nColumns, values };
}

function selected({ nColumns, values }: Matrix, rows: readonly number[]): Matrix {
  const picked = rows.flatMap((row) => [...values.subarray(row * nColumns, (row + 1) * nColumns)]);
  return { nRows: rows.length, nColumns, values: Float64Array.from(picked) };
}

function shuffled(length: number): number[] {
  const rng = createRng(5);
  const order = Array.from({ length }, (_, at) => at);
  for (let at = length - 1; at > 0; at--) {
    const other = rng.integer(at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}

const fit = (
  { estimator, params }: Subject,
  data: TrainingData,
  more: Record<string, unknown> = {},
): FittedModel => fitWatched(estimator, data, { ...params, ...more }, {}).model;

describe.each(subjects)('$name', (subject) => {
  const { estimator, task, params } = subject;
  const data = draw(1, 240, task);
  const fitted = fitWatched(estimator, data, params, {});
  const { model } = fitted;
  const X = strange(60);
  const outputs = model.predict(X);

  it('answers finite numbers; probabilities are none below 0 and sum to 1', () => {
    expect(outputs.length).toBe(60 * model.nOutputs);
    expect(outputs.every(Number.isFinite)).toBe(true);
    if (task === 'regression') return;
    for (let row = 0; row < 60; row++) {
      const probabilities = outputs.subarray(row * 3, row * 3 + 3);
      expect(Math.min(...probabilities)).toBeGreaterThanOrEqual(0);
      expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    }
  });

  it('answers each row for itself: permuted rows have permuted answers, and one alone the same', () => {
    const order = shuffled(60);
    const permuted = model.predict(selected(X, order));
    const k = model.nOutputs;
    order.forEach((row, at) => {
      expect([...permuted.subarray(at * k, at * k + k)]).toEqual([...outputs.subarray(row * k, row * k + k)]);
    });
    expect([...model.predict(selected(X, [17]))]).toEqual([...outputs.subarray(17 * k, 17 * k + k)]);
  });

  it('is the same after it was stored and loaded: state, answers, importance', () => {
    const loaded = estimator.restore(structuredClone(model.state()));
    expect(stateDigest(loaded)).toBe(stateDigest(model));
    expect([...loaded.predict(X)]).toEqual([...outputs]);
    expect(loaded.importance()).toEqual(model.importance());
  });

  it('has importances that are not negative and sum to 1, or none', () => {
    const importance = model.importance();
    if (importance === null) return;
    expect(importance).toHaveLength(5);
    expect(Math.min(...importance)).toBeGreaterThanOrEqual(0);
    const sum = importance.reduce((total, value) => total + value, 0);
    expect(sum === 0 || Math.abs(sum - 1) < 1e-12).toBe(true);
  });

  it('has the bytes of the TypeScript way also where kernels run', () => {
    const team = soloTeam({ kernels: false });
    expect(stateDigest(fitWatched(estimator, data, params, { team }).model)).toBe(stateDigest(model));
  });

  it('goes on from each of its checkpoints to the bytes of the whole fit, with kernels and without', () => {
    const { checkpoints } = fitted;
    for (const resume of [checkpoints[0], checkpoints[checkpoints.length >> 1], checkpoints.at(-1)]) {
      if (resume === undefined) continue;
      for (const kernels of [true, false]) {
        const team = soloTeam({ kernels });
        const resumed = fitWatched(estimator, data, params, { resume, team }).model;
        expect(stateDigest(resumed)).toBe(stateDigest(model));
      }
    }
  });

  it("takes no more of the team's memory than it said it would", () => {
    const shape = { nRows: 240, nFeatures: 5, nValues: 1200, nClasses: data.nClasses, threads: 1 };
    const bytes = estimator.fitBytes(shape, resolveParams(estimator.params, params));
    expect(bytes, 'fitBytes').toBeDefined();
    const { team, taken } = counting(soloTeam());
    fitWatched(estimator, data, params, { team });
    expect(taken()).toBeLessThanOrEqual(bytes!);
    const more = estimator.fitBytes(
      { ...shape, nRows: 2400, nValues: 12_000 },
      resolveParams(estimator.params, params),
    );
    expect(more).toBeGreaterThanOrEqual(bytes!);
  });
});

function counting(team: Team): { team: Team; taken: () => number } {
  let bytes = 0;
  return {
    taken: () => bytes,
    team: {
      ...team,
      shared(byteLength) {
        bytes += Math.ceil(byteLength / 8) * 8;
        return team.shared(byteLength);
      },
    },
  };
}

const trainerOn = (threads: number, signal = new AbortController().signal): Trainer =>
  createTrainer({
    threads,
    backend: 'own',
    signal,
    cores: 4,
    peers,
    openTensorflow: () => Promise.reject(new Error('not used')),
  });

async function modelOf(fitting: AsyncGenerator<unknown, FittedModel, void>): Promise<FittedModel> {
  for (;;) {
    const step = await fitting.next();
    if (step.done === true) return step.value;
  }
}

describe.each(subjects.filter(({ estimator }) => estimator.parallel))('$name in a team', (subject) => {
  it('has the bytes of one thread on 2 and on 4', async () => {
    const { estimator, task, params } = subject;
    const data = draw(2, 500, task);
    const values = resolveParams(estimator.params, params);
    const digests: string[] = [];
    for (const threads of [1, 2, 4]) {
      const trainer = trainerOn(threads);
      digests.push(stateDigest(await modelOf(trainer.fit(estimator, data, values, createRng(42)))));
      expect(trainer.used.threads).toBe(threads);
    }
    expect(new Set(digests).size).toBe(1);
  });
});

describe.each(subjects)('$name', ({ estimator, task, params }) => {
  it('stops when it is cancelled at any moment, or had ended before', async () => {
    const data = draw(9, 4000, task);
    const values = resolveParams(estimator.params, params);
    const rng = createRng(10);
    for (const threads of estimator.parallel ? [1, 2, 2] : [1, 1]) {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), rng.integer(40));
      const trainer = trainerOn(threads, controller.signal);
      const ended = modelOf(trainer.fit(estimator, data, values, createRng(42))).then(
        () => 'finished',
        (thrown: unknown) => AppError.from(thrown).code,
      );
      expect(['finished', 'aborted']).toContain(await ended);
    }
    const after = await modelOf(trainerOn(2).fit(estimator, draw(1, 240, task), values, createRng(42)));
    expect(stateDigest(after)).toBe(
      stateDigest(fit({ estimator, task, params, name: '' }, draw(1, 240, task))),
    );
  });
});

/** Those that look at every feature, so that one without any information is never chosen and weighs nothing. */
const BLIND_TO_CONSTANTS: Readonly<Record<string, number>> = {
  'decision-tree': 0,
  'gradient-boosting': 0,
  'linear-regression': 1e-9,
  'logistic-regression': 1e-9,
  'k-nearest-neighbors': 1e-12,
};

describe.each(subjects.filter(({ estimator }) => BLIND_TO_CONSTANTS[estimator.name] !== undefined))(
  '$name',
  (subject) => {
    it('is not changed by a feature that is constant', () => {
      const data = draw(3, 300, subject.task);
      const wider = { ...data, X: widened(data.X), featureNames: [...data.featureNames, 'constant'] };
      const X = draw(4, 80, subject.task).X;
      const [narrow, wide] = [fit(subject, data).predict(X), fit(subject, wider).predict(widened(X))];
      expectClose(wide, narrow, BLIND_TO_CONSTANTS[subject.estimator.name]!);
    });
  },
);

function widened({ nRows, nColumns, values }: Matrix): Matrix {
  const wide = new Float64Array(nRows * (nColumns + 1)).fill(2.5);
  for (let row = 0; row < nRows; row++)
    wide.set(values.subarray(row * nColumns, (row + 1) * nColumns), row * (nColumns + 1));
  return { nRows, nColumns: nColumns + 1, values: wide };
}

/** Those that draw nothing: a row that counts twice is the row twice. */
const WEIGHTS_ARE_ROWS: Readonly<Record<string, number>> = {
  'decision-tree': 1e-12,
  'linear-regression': 1e-9,
  'logistic-regression': 1e-9,
  'multinomial-nb': 1e-12,
  'complement-nb': 1e-12,
};

describe.each(subjects.filter(({ estimator }) => WEIGHTS_ARE_ROWS[estimator.name] !== undefined))(
  '$name',
  (subject) => {
    it('takes a row of weight 2 as the row twice', () => {
      const data = draw(5, 250, subject.task);
      const rng = createRng(6);
      const weights = Float64Array.from(data.y, () => 1 + rng.integer(2));
      const rows = [...weights].flatMap((weight, row) => Array.from({ length: weight }, () => row));
      const repeated = {
        ...data,
        X: selected(data.X, rows),
        y: Float64Array.from(rows, (row) => data.y[row]!),
      };
      const X = draw(7, 80, subject.task).X;
      const [once, twice] = [
        fit(subject, { ...data, weights }).predict(X),
        fit(subject, repeated).predict(X),
      ];
      expectClose(once, twice, WEIGHTS_ARE_ROWS[subject.estimator.name]!);
    });
  },
);

function expectClose(given: Float64Array, expected: Float64Array, tolerance: number): void {
  expect(given.length).toBe(expected.length);
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const worst = given.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
  expect(worst / scale).toBeLessThanOrEqual(tolerance);
}

it('every estimator that trains in steps can be taken up again', () => {
  const iterative = [
    'random-forest',
    'extra-trees',
    'gradient-boosting',
    'neural-network',
    'logistic-regression',
  ];
  for (const subject of subjects.filter(({ estimator }) => iterative.includes(estimator.name))) {
    const { checkpoints } = fitWatched(subject.estimator, draw(8, 240, subject.task), subject.params, {});
    expect(checkpoints.length, subject.name).toBeGreaterThan(0);
  }
});
