import { beforeAll, describe, expect, it } from 'vitest';
import type {
  FittedModel,
  ModelState,
  TensorflowContext,
  TrainingData,
} from '../../shared/estimators/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { textGraph, textUnits } from '../../shared/estimators/text-network/graph.ts';
import { textNetwork } from '../../shared/estimators/text-network/estimator.ts';
import type { FeatureMatrix } from '../../shared/numeric/csr.ts';
import { createRng } from '../../shared/random/rng.ts';
import { openTensorflow } from '../../workers/backends/node.ts';
import { phrases } from './phrases.ts';
import { largestDifference } from './training-data.ts';

type Data = TrainingData<FeatureMatrix>;

const quick = { dimensions: 8, filters: 8, hidden_units: 8, epochs: 12, batch_size: 16, learning_rate: 0.02 };

async function fit(
  tf: TensorflowContext['tf'],
  data: Data,
  given: object,
  resume?: ModelState,
): Promise<FittedModel> {
  const values = resolveParams(textNetwork.params, { ...quick, ...given });
  const context = { rng: createRng(5), tf, ...(resume === undefined ? {} : { resume }) };
  const steps = textNetwork.fit(data, values, context);
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return step.value;
  }
}

const accuracy = (model: FittedModel, { X, y }: Data): number => {
  const p = model.predict(X);
  return y.filter((own, row) => (p[2 * row + 1]! > 0.5 ? 1 : 0) === own).length / y.length;
};

let tf: TensorflowContext['tf'];
let model: FittedModel;
const data = phrases(400);
beforeAll(async () => {
  ({ tf } = await openTensorflow('cpu'));
  model = await fit(tf, data, {});
});

describe('the text network', () => {
  it('learns from the order of words, which their mean does not know', async () => {
    expect(accuracy(model, data)).toBeGreaterThan(0.95);
    expect(accuracy(await fit(tf, data, { architecture: 'average', epochs: 6 }), data)).toBeLessThan(0.7);
  });

  it('learns from a number beside the text', async () => {
    const mixed = phrases(300, true);
    expect(accuracy(await fit(tf, mixed, { architecture: 'average' }), mixed)).toBeGreaterThan(0.9);
  });

  it('predicts numbers', async () => {
    const values = data.y.map((own) => 100 + 20 * own);
    const regression = await fit(tf, { ...data, y: values, nClasses: 0 }, {});
    const out = regression.predict(data.X);
    const error = Math.sqrt(
      values.reduce((sum, own, row) => sum + (own - out[row]!) ** 2, 0) / values.length,
    );
    expect(error).toBeLessThan(7);
  });

  it.each(['convolution', 'average'])(
    '[PRED1] predicts without tfjs what tfjs computes: %s',
    (architecture) => {
      const filters = architecture === 'convolution' ? { count: 5, width: 4 } : null;
      const shape = { length: 6, vocabulary: 9, dimensions: 3, filters };
      const sizes = [textUnits(shape) + 1, 4, 3];
      const graph = textGraph(shape, sizes);
      const rng = createRng(2);
      const variables = graph.variables.map((variable) => {
        const size = variable.shape.reduce((product, each) => product * each, 1);
        return { ...variable, values: Float32Array.from({ length: size }, () => rng.normal()) };
      });
      const nRows = 20;
      const inputs = Float32Array.from({ length: nRows * 7 }, (_, at) =>
        at % 7 === 6 ? rng.normal() : Math.max(0, rng.integer(14) - 4),
      );
      const expected = tf.tidy(() => {
        const tensors = variables.map(({ values, shape: dims }) => tf.tensor(values, dims));
        const scores = graph.scores(tf, tensors, tf.tensor(inputs, [nRows, 7]), null);
        return tf.softmax(scores).dataSync();
      });
      const names = [
        ...['words', 'filters', 'filterBias'].slice(0, variables.length - 4),
        'kernel0',
        'bias0',
        'kernel1',
        'bias1',
      ];
      const restored = textNetwork.restore({
        config: {
          task: 'classification',
          activation: 'relu',
          sizes,
          length: 6,
          vocabulary: 9,
          dimensions: 3,
          filters: filters?.count ?? 0,
          filterWidth: filters?.width ?? 0,
          firstToken: 0,
          nFeatures: 7,
        },
        tensors: variables.map(({ values, shape: dims }, at) => ({
          name: names[at]!,
          shape: dims,
          data: values,
        })),
      });
      const X = { nRows, nColumns: 7, values: Float64Array.from(inputs) };
      expect(largestDifference(restored.predict(X), expected)).toBeLessThan(1e-5);
    },
  );

  it('answers the same after restore, and has a package of plain data', () => {
    const state = structuredClone(model.state());
    const restored = textNetwork.restore(state);
    expect(restored.predict(data.X)).toEqual(model.predict(data.X));
    expect(restored.state()).toEqual(model.state());
  });

  it('has the same losses on wasm', async () => {
    const wasm = await openTensorflow('wasm');
    const onWasm = await fit(wasm.tf, phrases(60), { epochs: 3 });
    const cpu = await openTensorflow('cpu');
    const onCpu = await fit(cpu.tf, phrases(60), { epochs: 3 });
    expect(largestDifference(onWasm.predict(data.X), onCpu.predict(data.X))).toBeLessThan(1e-3);
  });

  it('leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await fit(tf, phrases(60), { epochs: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('says which step it needs', async () => {
    const { levels: _, ...without } = data;
    await expect(fit(tf, without, {})).rejects.toThrow(
      expect.objectContaining({ code: 'recipe-invalid', remedy: expect.stringContaining('sequence') }),
    );
  });

  it.each([
    ['a NaN weight', (state: ModelState) => void (state.tensors[0]!.data[0] = NaN)],
    ['a vocabulary that its tensors do not bear out', config({ vocabulary: 1e7 })],
    ['a length beyond its features', config({ length: 4000 })],
    ['tokens beyond its features', config({ firstToken: 3 })],
    ['no filters where there is a kernel', config({ filters: 0 })],
    ['dense layers of another width', config({ sizes: [3, 8, 2] })],
    ['a missing tensor', (state: ModelState) => void (state.tensors as unknown[]).pop()],
    ['a tensor twice', (state: ModelState) => void (state.tensors as unknown[]).push(state.tensors[0])],
  ])('[SEC5] refuses a package with %s', (_, spoil) => {
    const state = structuredClone(model.state());
    spoil(state);
    expect(() => textNetwork.restore(state)).toThrow(expect.objectContaining({ code: 'model-invalid' }));
  });
});

function config(change: Record<string, number | number[]>) {
  return (state: ModelState): void => void Object.assign(state.config, change);
}
