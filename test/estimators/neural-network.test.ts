import { beforeAll, describe, expect, it } from 'vitest';
import type {
  FittedModel,
  ModelState,
  ParamValues,
  Progress,
  TensorflowContext,
  TrainingData,
} from '../../shared/estimators/estimator.ts';
import { neuralNetwork } from '../../shared/estimators/neural-network/estimator.ts';
import { drawNetwork, forward } from '../../shared/estimators/neural-network/network.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import type { JsonObject } from '../../shared/records/json.ts';
import { createRng } from '../../shared/random/rng.ts';
import { openTensorflow } from '../../workers/backends/node.ts';
import { largestDifference, trainingData } from './training-data.ts';
import { twoMoons } from './two-moons.ts';

type Tf = TensorflowContext['tf'];

const paramsOf = (given: Record<string, unknown>): ParamValues => resolveParams(neuralNetwork.params, given);

async function fit(
  tf: Tf,
  data: TrainingData,
  given: Record<string, unknown>,
  onProgress: (progress: Progress) => void = () => {},
): Promise<FittedModel> {
  const steps = onTensorflow.fit(data, paramsOf(given), { rng: createRng(3), tf });
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
    if (step.value.metrics !== undefined) onProgress(step.value);
  }
}

const onTensorflow = neuralNetwork.tensorflow!;

const moons = twoMoons(200);
const small = { hidden_layers: '16', epochs: 30, batch_size: 32, learning_rate: 0.05, early_stopping: false };

const accuracy = (model: FittedModel, data: TrainingData): number => {
  const p = model.predict(data.X);
  return data.y.filter((own, row) => (p[2 * row + 1]! > 0.5 ? 1 : 0) === own).length / data.y.length;
};

const losses = async (tf: Tf, given: Record<string, unknown>): Promise<number[]> => {
  const seen: number[] = [];
  await fit(tf, moons, given, (progress) => seen.push(progress.metrics![0]!.value));
  return seen;
};

const config = (change: JsonObject) => (state: ModelState) => void Object.assign(state.config, change);

describe.each(['cpu', 'wasm'])('the neural network on %s', (backend) => {
  let tf: Tf;
  beforeAll(async () => ({ tf } = await openTensorflow(backend)));

  it('learns two moons, with a loss that falls', async () => {
    const seen: number[] = [];
    const model = await fit(tf, moons, small, (progress) => seen.push(progress.metrics![0]!.value));
    expect(accuracy(model, moons)).toBeGreaterThan(0.97);
    expect(seen).toHaveLength(30);
    expect(seen.at(-1)).toBeLessThan(seen[0]! / 4);
  });

  it('gives probabilities that sum to 1', async () => {
    const p = (await fit(tf, moons, { ...small, epochs: 2 })).predict(moons.X);
    for (let row = 0; row < moons.y.length; row += 1)
      expect(p[2 * row]! + p[2 * row + 1]!).toBeCloseTo(1, 12);
  });

  it('learns a curve', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => [(i - 100) / 50]);
    const data = trainingData(
      rows,
      rows.map(([x]) => 1000 + 300 * x! * x!),
      0,
    );
    const model = await fit(tf, data, { ...small, epochs: 40 });
    const predicted = model.predict(data.X);
    const squares = predicted.reduce((sum, value, row) => sum + (value - data.y[row]!) ** 2, 0);
    // A straight line misses by 358.
    expect(Math.sqrt(squares / 200)).toBeLessThan(70);
    expect(model.nOutputs).toBe(1);
  });

  it('predicts in its own forward pass what the backend computes', async () => {
    const network = drawNetwork([2, 16, 3], createRng(5));
    const expected = tf.tidy(() => {
      const X = tf.tensor2d(Float32Array.from(moons.X.values), [moons.X.nRows, 2]);
      const [first, second] = network.map(({ kernel, bias, nIn, nOut }) => ({
        kernel: tf.tensor2d(kernel, [nIn, nOut]),
        bias: tf.tensor1d(bias),
      }));
      const hidden = tf.relu(tf.add(tf.matMul(X, first!.kernel), first!.bias));
      return tf.add(tf.matMul(hidden as ReturnType<Tf['tensor2d']>, second!.kernel), second!.bias).dataSync();
    });
    expect(largestDifference(forward(network, moons.X), expected)).toBeLessThan(1e-5);
  });

  it('leaves no tensor behind, finished or given up', async () => {
    const before = tf.memory().numTensors;
    await fit(tf, moons, { ...small, epochs: 3, early_stopping: true });
    expect(tf.memory().numTensors).toBe(before);
    const steps = onTensorflow.fit(moons, paramsOf(small), { rng: createRng(3), tf });
    await steps.next();
    await steps.return(undefined as never);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('takes a weight of 2 as the row standing there twice', async () => {
    const once = twoMoons(
      40,
      Array.from({ length: 40 }, (_, row) => (row % 3 === 0 ? 2 : 1)),
    );
    const order = Array.from({ length: 40 }, (_, row) => (row % 3 === 0 ? [row, row] : [row])).flat();
    const rows = order.map((row) => [...once.X.values.subarray(2 * row, 2 * row + 2)]);
    const twice = trainingData(
      rows,
      order.map((row) => once.y[row]!),
      2,
    );
    const whole = { ...small, batch_size: 4096, epochs: 20 };
    const a = (await fit(tf, once, whole)).predict(once.X);
    const b = (await fit(tf, twice, whole)).predict(once.X);
    expect(largestDifference(a, b)).toBeLessThan(1e-4);
  });

  it('stops early and keeps the best weights', async () => {
    const rng = createRng(8);
    const noise = trainingData(
      Array.from({ length: 120 }, () => [rng.normal(), rng.normal(), rng.normal()]),
      Array.from({ length: 120 }, () => rng.integer(2)),
      2,
    );
    const seen: number[] = [];
    const given = { ...small, hidden_layers: '64', epochs: 200, early_stopping: true, patience: 3 };
    await fit(tf, noise, given, (progress) =>
      seen.push(progress.metrics!.find(({ key }) => key === 'val_loss')!.value),
    );
    expect(seen.length).toBeLessThan(200);
    const best = seen.indexOf(Math.min(...seen));
    expect(seen.length - 1 - best).toBe(3);
    const same = await fit(tf, noise, { ...given, epochs: best + 1 });
    const stopped = await fit(tf, noise, given);
    expect(largestDifference(stopped.predict(noise.X), same.predict(noise.X))).toBeLessThan(1e-6);
  });

  it('says that training diverged instead of storing NaN', async () => {
    const huge = trainingData(
      [
        [1e300, -1e300],
        [-1e300, 1e300],
        [1e300, 1e300],
      ],
      [0, 1, 0],
      2,
    );
    await expect(fit(tf, huge, { ...small, learning_rate: 1 })).rejects.toThrow(
      expect.objectContaining({ code: 'value-not-finite' }),
    );
  });
});

describe('the neural network', () => {
  it('[PRED1] has the same losses to 4 digits and predictions to 1e-4 on cpu and wasm', async () => {
    const cpu = await openTensorflow('cpu');
    const cpuLosses = await losses(cpu.tf, small);
    const onCpu = (await fit(cpu.tf, moons, small)).predict(moons.X);
    const wasm = await openTensorflow('wasm');
    const wasmLosses = await losses(wasm.tf, small);
    const onWasm = (await fit(wasm.tf, moons, small)).predict(moons.X);
    expect(largestDifference(wasmLosses, cpuLosses)).toBeLessThan(1e-4);
    expect(largestDifference(onWasm, onCpu)).toBeLessThan(1e-4);
  });

  it('has the same bytes for the same seed on one backend, and again after restore', async () => {
    const { tf } = await openTensorflow('wasm');
    const model = await fit(tf, moons, { ...small, epochs: 5 });
    const again = await fit(tf, moons, { ...small, epochs: 5 });
    const restored = neuralNetwork.restore(structuredClone(model.state()));
    expect(again.state()).toEqual(model.state());
    expect(restored.state()).toEqual(model.state());
    expect(restored.predict(moons.X)).toEqual(model.predict(moons.X));
  });

  it.each([
    ['a NaN weight', (state: ModelState) => void (state.tensors[0]!.data[0] = NaN)],
    ['sizes that its tensors do not bear out', config({ sizes: [2, 1e9, 2] })],
    ['a thousand layers', config({ sizes: Array.from({ length: 1000 }, () => 2) })],
    ['sizes that are no list', config({ sizes: 'x' })],
    ['an unknown task', config({ task: 'ranking' })],
    ['outputs that do not fit the task', config({ task: 'regression' })],
    ['a missing tensor', (state: ModelState) => void (state.tensors as unknown[]).pop()],
  ])('[SEC5] refuses a package with %s', async (_, spoil) => {
    const { tf } = await openTensorflow('cpu');
    const state = structuredClone((await fit(tf, moons, { ...small, epochs: 1 })).state());
    spoil(state);
    expect(() => neuralNetwork.restore(state)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
  });
});
