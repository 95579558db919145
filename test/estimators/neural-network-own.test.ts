import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type {
  FitContext,
  FittedModel,
  ModelState,
  Progress,
  TensorflowContext,
  TrainingData,
} from '../../shared/estimators/estimator.ts';
import { denseNetwork } from '../../shared/estimators/neural-network/dense-network.ts';
import { neuralNetwork } from '../../shared/estimators/neural-network/estimator.ts';
import { judgeRows, noJudgement } from '../../shared/estimators/neural-network/judge.ts';
import { activations, drawNetwork, forward } from '../../shared/estimators/neural-network/network.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { joinColumns, type FeatureMatrix } from '../../shared/numeric/csr.ts';
import { createRng } from '../../shared/random/rng.ts';
import { openTensorflow } from '../../workers/backends/node.ts';
import { largestDifference, trainingData } from './training-data.ts';
import { twoMoons } from './two-moons.ts';

type Data = TrainingData<FeatureMatrix>;

interface Way {
  readonly kernels?: boolean;
  readonly resume?: ModelState;
  readonly previous?: FittedModel;
  readonly onProgress?: (progress: Progress) => void;
}

function fit(data: Data, given: Record<string, unknown>, way: Way = {}): FittedModel {
  const { kernels = true, resume, previous, onProgress } = way;
  const context: FitContext = {
    rng: createRng(3),
    team: soloTeam({ kernels }),
    ...(resume === undefined ? {} : { resume }),
  };
  const values = resolveParams(neuralNetwork.params, given);
  const steps =
    previous === undefined
      ? neuralNetwork.fit(data, values, context)
      : neuralNetwork.partialFit!(previous, data, values, context);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    onProgress?.(step.value);
  }
}

const moons = twoMoons(200);
const small = { hidden_layers: '16', epochs: 30, batch_size: 32, learning_rate: 0.05, early_stopping: false };

const sparse = (data: TrainingData): Data => ({ ...data, X: joinColumns(data.X.nRows, [data.X]) });

const accuracy = (model: FittedModel, { X, y }: Data): number => {
  const p = model.predict(X);
  return y.filter((own, row) => (p[2 * row + 1]! > 0.5 ? 1 : 0) === own).length / y.length;
};

describe('the neural network on the own engine', () => {
  it('learns two moons with every activation, dense and sparse', () => {
    for (const activation of activations) {
      const given = { ...small, activation, epochs: 60 };
      const model = fit(moons, given);
      expect(accuracy(model, moons), activation).toBeGreaterThan(0.97);
      expect(accuracy(fit(sparse(moons), given), moons), activation).toBeGreaterThan(0.97);
      expect(model.predict(sparse(moons).X)).toEqual(model.predict(moons.X));
    }
  });

  it('has the same bytes from kernels and from TypeScript, for any shape of fit', () => {
    const given = fc.record({
      hidden_layers: fc.constantFrom('16', '64,32', '64,64,32'),
      activation: fc.constantFrom(...activations),
      batch_size: fc.integer({ min: 1, max: 90 }),
      dropout: fc.constantFrom(0, 0.3),
      l2: fc.constantFrom(0, 0.01),
      early_stopping: fc.boolean(),
      epochs: fc.constantFrom(1, 2),
    });
    fc.assert(
      fc.property(
        given,
        fc.integer({ min: 2, max: 90 }),
        fc.boolean(),
        fc.boolean(),
        (params, n, csr, heavy) => {
          const dense = twoMoons(n, heavy ? Array.from({ length: n }, (_, row) => 1 + (row % 3)) : null);
          const data = csr ? sparse(dense) : dense;
          expect(fit(data, params, { kernels: false }).state()).toEqual(fit(data, params).state());
        },
      ),
      { numRuns: 25 },
    );
  });

  it('[PRED1] agrees with tfjs: same start, same batches, losses to 4 digits', async () => {
    const { tf } = await openTensorflow('cpu');
    for (const activation of activations) {
      const given = { ...small, activation, epochs: 10, early_stopping: true };
      const own: number[] = [];
      fit(moons, given, { onProgress: (step) => own.push(...valuesOf(step)) });
      const theirs = await tensorflowCurve(tf, moons, given);
      expect(own).toHaveLength(40);
      expect(largestDifference(theirs, own), activation).toBeLessThan(1e-4);
    }
  });

  it('goes on from any epoch as if nothing had happened, with or without kernels', () => {
    const given = {
      ...small,
      epochs: 12,
      early_stopping: true,
      patience: 4,
      dropout: 0.2,
      learning_rate: 0.3,
    };
    const saved: ModelState[] = [];
    const whole = fit(moons, given, {
      onProgress: ({ checkpoint }) => {
        if (checkpoint !== undefined) saved.push(structuredClone(checkpoint()));
      },
    });
    expect(saved.length).toBeGreaterThan(4);
    for (const [at, resume] of saved.entries())
      expect(fit(moons, given, { resume, kernels: at % 2 === 0 }).state()).toEqual(whole.state());
  });

  it('refuses a checkpoint of another network', () => {
    let saved: ModelState | undefined;
    fit(moons, small, { onProgress: ({ checkpoint }) => (saved ??= checkpoint?.()) });
    const other = { ...small, hidden_layers: '32' };
    expect(() => fit(moons, other, { resume: saved! })).toThrow(
      expect.objectContaining({ code: 'model-invalid' }),
    );
  });

  it('reports in the middle of a long epoch', () => {
    const rng = createRng(1);
    const values = Float64Array.from({ length: 4000 * 300 }, () => rng.normal());
    const y = Float64Array.from({ length: 4000 }, (_, row) => row % 2);
    const X = { nRows: 4000, nColumns: 300, values };
    const wide = { X, y, weights: null, nClasses: 2, featureNames: [] };
    let steps = 0;
    const given = { epochs: 1, batch_size: 4000, hidden_layers: '128,64', early_stopping: false };
    fit(wide, given, { onProgress: () => (steps += 1) });
    expect(steps).toBeGreaterThan(8);
  });

  it('draws curves of loss and accuracy, of what it trains on and what it keeps aside', () => {
    const keys = new Set<string>();
    const onProgress = ({ metrics = [] }: Progress): void => metrics.forEach(({ key }) => keys.add(key));
    fit(moons, { ...small, epochs: 2, early_stopping: true }, { onProgress });
    fit({ ...moons, nClasses: 0 }, { ...small, epochs: 2, early_stopping: true }, { onProgress });
    expect([...keys].sort()).toEqual(
      ['accuracy', 'loss', 'rmse', 'val_accuracy', 'val_loss', 'val_rmse'].sort(),
    );
  });

  it('stops early with the weights of the best epoch', () => {
    const rng = createRng(8);
    const noise = trainingData(
      Array.from({ length: 120 }, () => [rng.normal(), rng.normal(), rng.normal()]),
      Array.from({ length: 120 }, () => rng.integer(2)),
      2,
    );
    const losses: number[] = [];
    const given = { ...small, hidden_layers: '64', epochs: 200, early_stopping: true, patience: 3 };
    const model = fit(noise, given, {
      onProgress: ({ metrics = [] }) =>
        metrics.forEach(({ key, value }) => key === 'val_loss' && losses.push(value)),
    });
    const best = losses.indexOf(Math.min(...losses));
    expect(losses.length - 1 - best).toBe(3);
    expect(fit(noise, { ...given, epochs: best + 1 }).state()).toEqual(model.state());
  });

  it('gives probabilities that sum to 1 and move with their rows', () => {
    const model = fit(moons, { ...small, epochs: 3 });
    const p = model.predict(moons.X);
    const { nRows, values } = moons.X;
    const turned = Float64Array.from(values, (_, at) => values[2 * (nRows - 1 - (at >> 1)) + (at % 2)]!);
    const q = model.predict({ nRows, nColumns: 2, values: turned });
    for (let row = 0; row < nRows; row += 1) {
      expect(p[2 * row]! + p[2 * row + 1]!).toBeCloseTo(1, 12);
      expect(q[2 * row]).toBe(p[2 * (nRows - 1 - row)]);
    }
  });

  it('takes a weight of 2 as the row standing there twice', () => {
    const weights = Array.from({ length: 40 }, (_, row) => (row % 3 === 0 ? 2 : 1));
    const once = twoMoons(40, weights);
    const order = weights.flatMap((weight, row) => Array.from({ length: weight }, () => row));
    const rows = order.map((row) => [...once.X.values.subarray(2 * row, 2 * row + 2)]);
    const twice = trainingData(
      rows,
      order.map((row) => once.y[row]!),
      2,
    );
    const whole = { ...small, batch_size: 4096, epochs: 20 };
    const [a, b] = [fit(once, whole), fit(twice, whole)].map((model) => model.predict(once.X));
    expect(largestDifference(a!, b!)).toBeLessThan(1e-4);
  });

  it('is not led by a feature that never changes', () => {
    const rows = Array.from({ length: 200 }, (_, row) => [
      ...moons.X.values.subarray(2 * row, 2 * row + 2),
      0,
    ]);
    const model = fit(trainingData(rows, [...moons.y], 2), { ...small, epochs: 60 });
    expect(accuracy(model, trainingData(rows, [...moons.y], 2))).toBeGreaterThan(0.97);
  });

  it('asks for no more memory than it said', () => {
    for (const data of [moons, sparse(moons)] as Data[]) {
      for (const given of [{}, { dropout: 0.2 }, { hidden_layers: '16', batch_size: 7 }]) {
        const values = resolveParams(neuralNetwork.params, { ...given, epochs: 1 });
        const { nRows, nColumns: nFeatures, values: stored } = data.X;
        const shape = { nRows, nFeatures, nValues: stored.length, nClasses: 2, threads: 1 };
        const workBytes = neuralNetwork.fitBytes(shape, values);
        const asked: number[] = [];
        const solo = soloTeam({ kernels: false });
        const shared: typeof solo.shared = (bytes) => (asked.push(bytes), solo.shared(bytes));
        const steps = neuralNetwork.fit(data, values, { rng: createRng(1), team: { ...solo, shared } });
        while (steps.next().done !== true);
        expect(asked.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(workBytes);
      }
    }
  });

  it('says that training diverged instead of storing NaN', () => {
    const huge = trainingData(
      [
        [1e300, -1e300],
        [-1e300, 1e300],
      ],
      [0, 1],
      2,
    );
    expect(() => fit(huge, small)).toThrow(expect.objectContaining({ code: 'value-not-finite' }));
  });
});

describe('gradients of the neural network', () => {
  it.each(activations)('are the slopes of the loss, with %s', (activation) => {
    for (const nClasses of [0, 3]) {
      const sizes = [2, 6, 5, Math.max(1, nClasses)];
      const data = {
        ...twoMoons(12),
        nClasses,
        weights: Float64Array.from({ length: 12 }, (_, r) => 1 + r / 7),
      };
      const target = nClasses === 0 ? { mean: 0.2, std: 0.7 } : null;
      const start = drawNetwork(sizes, createRng(9));
      // A step from zero moments leaves a tenth of the gradient in the first moment.
      const network = denseNetwork(soloTeam(), data.X, {
        sizes,
        activation,
        dropout: 0,
        batchSize: 12,
        learningRate: 0,
        l2: 0,
      });
      network.load(start);
      const rows = Int32Array.from({ length: 12 }, (_, row) => row);
      network.forward(data.X, rows, null);
      judgeRows({ floats: network.floats, ...network.scores, total: 1 }, data, target, rows, noJudgement());
      network.backward();
      network.adam(1);
      const gradients = network.read(network.first);
      start.forEach((_, index) => {
        for (const part of ['kernel', 'bias'] as const) {
          const found = gradients[index]![part];
          const slopes = found.map((_, at) => slope(start, index, part, at, activation, data, target));
          expect(
            largestDifference(
              found.map((value) => 10 * value),
              slopes,
            ),
          ).toBeLessThan(2e-3);
        }
      });
    }
  });
});

/** The slope of the loss by one weight, by central differences in double precision. */
function slope(
  start: ReturnType<typeof drawNetwork>,
  index: number,
  part: 'kernel' | 'bias',
  at: number,
  activation: (typeof activations)[number],
  data: TrainingData,
  target: { mean: number; std: number } | null,
): number {
  const step = 2 ** -10;
  const lossAt = (change: number): number => {
    const moved = start.map((layer, own) => {
      const values = layer[part].slice();
      if (own === index) values[at]! += change;
      return { ...layer, [part]: values };
    });
    return lossOf(forward(moved, data.X, activation), data, target);
  };
  const around = [step, -step].map((change) => {
    const before = Math.fround(start[index]![part][at]!);
    return { change: Math.fround(before + change) - before, loss: lossAt(change) };
  });
  return (around[0]!.loss - around[1]!.loss) / (around[0]!.change - around[1]!.change);
}

function lossOf(
  scores: Float64Array,
  { y, weights, nClasses }: TrainingData,
  target: { mean: number; std: number } | null,
): number {
  return y.reduce((sum, own, row) => {
    const weight = weights![row]!;
    if (target !== null) return sum + weight * (scores[row]! - (own - target.mean) / target.std) ** 2;
    const mine = scores.subarray(row * nClasses, (row + 1) * nClasses);
    const total = mine.reduce((all, score) => all + Math.exp(score), 0);
    return sum + weight * (Math.log(total) - mine[own]!);
  }, 0);
}

describe('the neural network goes on from a model', () => {
  it('where it stood', () => {
    const first = fit(moons, small);
    const lossAfter = (previous?: FittedModel): number => {
      let loss = Infinity;
      fit(
        moons,
        { ...small, epochs: 1 },
        {
          ...(previous === undefined ? {} : { previous }),
          onProgress: ({ metrics = [] }) => (loss = metrics[0]?.value ?? loss),
        },
      );
      return loss;
    };
    expect(lossAfter(first)).toBeLessThan(lossAfter() / 3);
  });

  it('with a class that it did not know', () => {
    const first = fit(moons, small);
    const rows = Array.from({ length: 200 }, (_, row) =>
      row % 4 === 3 ? [5 + row / 200, 5] : [...moons.X.values.subarray(2 * row, 2 * row + 2)],
    );
    const three = trainingData(
      rows,
      rows.map((_, row) => (row % 4 === 3 ? 2 : moons.y[row]!)),
      3,
    );
    const model = fit(three, small, { previous: first });
    expect(model.nOutputs).toBe(3);
    expect(model.predict({ nRows: 1, nColumns: 2, values: Float64Array.of(5.5, 5) })[2]).toBeGreaterThan(0.9);
  });

  it('and refuses one for other features', () => {
    const first = fit(moons, { ...small, epochs: 1 });
    const wide = trainingData([[1, 2, 3]], [0], 2);
    expect(() => fit(wide, small, { previous: first })).toThrow(
      expect.objectContaining({ code: 'cannot-continue' }),
    );
  });
});

describe('packages of the neural network', () => {
  it('from before there was a choice of activation are read as ReLU', () => {
    const model = fit(moons, { ...small, epochs: 2 });
    const { activation: _, ...config } = model.state().config;
    const old = neuralNetwork.restore({ ...model.state(), config });
    expect(old.predict(moons.X)).toEqual(model.predict(moons.X));
  });

  it('[SEC5] with an unknown activation are refused', () => {
    const state = fit(moons, { ...small, epochs: 1 }).state();
    for (const activation of ['softsign', 7, null, {}])
      expect(() => neuralNetwork.restore({ ...state, config: { ...state.config, activation } })).toThrow(
        expect.objectContaining({ code: 'model-invalid' }),
      );
  });
});

let tensorflow: TensorflowContext['tf'];
beforeAll(async () => ({ tf: tensorflow } = await openTensorflow('cpu')));

it('goes on from any epoch on tfjs too', async () => {
  const values = resolveParams(neuralNetwork.params, { ...small, epochs: 6, early_stopping: true });
  const saved: ModelState[] = [];
  const run = async (resume?: ModelState): Promise<FittedModel> => {
    const context = { rng: createRng(3), tf: tensorflow, ...(resume === undefined ? {} : { resume }) };
    const steps = neuralNetwork.tensorflow!.fit(moons, values, context);
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return step.value;
      if (resume === undefined && step.value.checkpoint !== undefined) saved.push(step.value.checkpoint());
    }
  };
  const whole = await run();
  expect(saved).toHaveLength(6);
  const again = await run(saved[2]);
  expect(largestDifference(again.predict(moons.X), whole.predict(moons.X))).toBeLessThan(1e-6);
});

const valuesOf = ({ metrics = [] }: Progress): number[] => metrics.map(({ value }) => value);

async function tensorflowCurve(
  tf: TensorflowContext['tf'],
  data: TrainingData,
  given: Record<string, unknown>,
): Promise<number[]> {
  const values = resolveParams(neuralNetwork.params, given);
  const seen: number[] = [];
  for await (const step of neuralNetwork.tensorflow!.fit(data, values, { rng: createRng(3), tf }))
    seen.push(...valuesOf(step));
  return seen;
}
