import { isCsr, type FeatureMatrix } from '../../numeric/csr.ts';
import type { Rng } from '../../random/generator.ts';
import type { Team } from '../estimator.ts';
import { correctedStep } from './adam.ts';
import { loadKernels } from '../../numeric/kernels.ts';
import type { DenseKernels } from './dense-kernels.ts';
import { denseTypescript } from './dense-typescript.ts';
import { DENSE } from './dense.wasm.ts';
import { layoutOf, type DenseLayout, type LayoutOptions } from './layout.ts';
import type { Activation, Network } from './network.ts';
import { longestRow } from './plan.ts';

export interface DenseOptions extends LayoutOptions {
  readonly activation: Activation;
  readonly learningRate: number;
  readonly l2: number;
}

/** A dense network in the team's memory, chunk by chunk of rows. */
export interface DenseNetwork {
  /** Rows of a chunk, at most. */
  readonly chunk: number;
  /** Multiplications of a training step by row, about. */
  readonly work: number;
  readonly floats: Float32Array;
  /** Scores of the last chunk, and where their gradients go: floats from row to row, first floats. */
  readonly scores: { readonly at: number; readonly stride: number; readonly gradient: number };
  /** Views of the weights, the moments and a place for the best weights, as long as each other. */
  readonly weights: Float32Array;
  readonly first: Float32Array;
  readonly second: Float32Array;
  readonly best: Float32Array;
  load(network: Network): void;
  /** The network that stands in `from`: the weights or the best ones. */
  read(from: Float32Array): Network;
  /** Scores of the named rows, at most a chunk. With a generator some units sit out. */
  forward(X: FeatureMatrix, rows: Int32Array, dropout: Rng | null): void;
  /** Adds the gradients of the rows that went forward last, from those of their scores. */
  backward(): void;
  /** Step number `step` (from 1) of Adam (Kingma and Ba 2015), by the gradients added since the last. */
  adam(step: number): void;
}

export function denseNetwork(team: Team, X: FeatureMatrix, options: DenseOptions): DenseNetwork {
  const longest = longestRow(X);
  const layout = layoutOf(options, isCsr(X) ? longest : null);
  const { layers, places } = layout;
  const region = team.shared(4 * layout.length + 16);
  const floats = new Float32Array(region.buffer);
  // Whole vectors lie on their boundary.
  const base = Math.ceil(region.byteOffset / 16) * 4;
  const view = (place: number): Float32Array => floats.subarray(base + place, base + place + layout.weights);
  const last = layers.at(-1)!;
  const passes = networkPasses(denseKernels(team, floats), floats, base, layout, options);
  return {
    chunk: layout.chunk,
    work: layers.reduce((sum, { nIn, stride }, at) => sum + 3 * (at === 0 ? longest : nIn) * stride, 0),
    floats,
    scores: {
      at: base + places.outputs.at(-1)!,
      stride: last.stride,
      gradient: base + places.gradientsOfOutputs.at(-1)!,
    },
    weights: view(places.weights),
    first: view(places.first),
    second: view(places.second),
    best: view(places.best),
    load(network) {
      const weights = view(places.weights);
      network.forEach(({ nIn, nOut, kernel, bias }, index) => {
        const place = layers[index]!;
        for (let i = 0; i < nIn; i += 1)
          weights.set(kernel.subarray(i * nOut, (i + 1) * nOut), place.kernel + i * place.stride);
        weights.set(bias, place.bias);
      });
    },
    read: (from) =>
      layers.map(({ nIn, nOut, stride, kernel, bias }) => {
        const values = new Float32Array(nIn * nOut);
        for (let i = 0; i < nIn; i += 1)
          values.set(from.subarray(kernel + i * stride, kernel + i * stride + nOut), i * nOut);
        return { nIn, nOut, kernel: values, bias: from.slice(bias, bias + nOut) };
      }),
    ...passes,
  };
}

function networkPasses(
  kernels: DenseKernels,
  floats: Float32Array,
  base: number,
  { layers, places, weights }: DenseLayout,
  { activation, dropout, learningRate, l2 }: DenseOptions,
): Pick<DenseNetwork, 'forward' | 'backward' | 'adam'> {
  const integers = new Int32Array(floats.buffer);
  const { bend, back } = activationOf(kernels, activation);
  /** Of the rows that went forward last: how many, where each one's values start, whether units sit out. */
  let nRows = 0;
  let starts: Int32Array | null = null;
  let masked = false;

  const gather = (X: FeatureMatrix, rows: Int32Array): void => {
    nRows = rows.length;
    if (!isCsr(X)) return gatherDense(X.values, X.nColumns, rows);
    starts ??= new Int32Array(rows.length + 1);
    if (starts.length <= rows.length) starts = new Int32Array(rows.length + 1);
    let next = 0;
    for (let at = 0; at < rows.length; at += 1) {
      const row = rows[at]!;
      starts[at] = next;
      for (let from = X.starts[row]!; from < X.starts[row + 1]!; from += 1, next += 1) {
        integers[base + places.columns + next] = X.columns[from]!;
        floats[base + places.values + next] = X.values[from]!;
      }
    }
    starts[rows.length] = next;
  };
  const gatherDense = (values: Float64Array, nColumns: number, rows: Int32Array): void => {
    for (let at = 0; at < rows.length; at += 1) {
      const to = base + places.outputs[0]! + at * layers[0]!.inStride;
      const from = rows[at]! * nColumns;
      for (let j = 0; j < nColumns; j += 1) floats[to + j] = values[from + j]!;
    }
  };
  const eachSparse = (visit: (columns: number, values: number, count: number, row: number) => void): void => {
    for (let row = 0; row < nRows; row += 1) {
      const from = starts![row]!;
      visit(base + places.columns + from, base + places.values + from, starts![row + 1]! - from, row);
    }
  };
  const sitOut = (index: number, length: number, rng: Rng): void => {
    const mask = base + places.masks[index]!;
    const kept = Math.fround(1 / (1 - dropout));
    for (let i = mask; i < mask + length; i += 1) floats[i] = rng.uniform() < dropout ? 0 : kept;
    kernels.mask(base + places.outputs[index]!, mask, base + places.dropped[index]!, length);
  };

  return {
    forward(X, rows, rng) {
      gather(X, rows);
      masked = rng !== null && dropout > 0;
      layers.forEach(({ nIn, inStride, stride, kernel, bias }, index) => {
        const to = base + places.outputs[index + 1]!;
        const [b, start] = [base + places.weights + kernel, base + places.weights + bias];
        if (index === 0 && isCsr(X))
          eachSparse((columns, values, count, row) =>
            kernels.multiplySparse(columns, values, count, b, stride, start, to + row * stride, stride),
          );
        else {
          const a = base + (masked ? places.dropped : places.outputs)[index]!;
          kernels.multiply(a, inStride, b, stride, start, to, stride, nRows, nIn, stride);
        }
        if (index === layers.length - 1) return;
        bend(to, nRows * stride);
        if (masked) sitOut(index + 1, nRows * stride, rng!);
      });
    },
    backward() {
      for (let index = layers.length - 1; index >= 0; index -= 1) {
        const { nIn, nOut, inStride, stride, kernel, bias } = layers[index]!;
        const d = base + places.gradientsOfOutputs[index + 1]!;
        const g = base + places.gradients + kernel;
        kernels.addRows(d, stride, base + places.gradients + bias, nRows, stride);
        if (index === 0 && places.outputs[0] === 0) {
          eachSparse((columns, values, count, row) =>
            kernels.addProductsSparse(columns, values, count, d + row * stride, g, stride, stride),
          );
          continue;
        }
        const a = base + (masked ? places.dropped : places.outputs)[index]!;
        kernels.addProducts(a, inStride, d, stride, g, stride, nRows, nIn, stride);
        if (index === 0) continue;
        const turned = base + places.transposed[index]!;
        const below = base + places.gradientsOfOutputs[index]!;
        kernels.transpose(base + places.weights + kernel, stride, turned, inStride, nIn, nOut);
        kernels.multiply(d, stride, turned, inStride, 0, below, inStride, nRows, nOut, inStride);
        if (masked) kernels.mask(below, base + places.masks[index]!, below, nRows * inStride);
        back(base + places.outputs[index]!, below, nRows * inStride);
      }
    },
    adam(step) {
      const corrected = correctedStep(learningRate, step);
      const [rate, epsilon] = [Math.fround(corrected.rate), Math.fround(corrected.epsilon)];
      const move = (from: number, length: number, penalty: number): void => {
        const [w, g] = [base + places.weights + from, base + places.gradients + from];
        const [m, v] = [base + places.first + from, base + places.second + from];
        kernels.adam(w, g, m, v, length, penalty, rate, epsilon);
      };
      for (const { nIn, stride, kernel, bias } of layers) {
        move(kernel, nIn * stride, Math.fround(l2));
        move(bias, stride, 0);
      }
      floats.fill(0, base + places.gradients, base + places.gradients + weights);
    },
  };
}

function activationOf(
  kernels: DenseKernels,
  name: Activation,
): { bend: DenseKernels['tanh']; back: DenseKernels['tanhBack'] } {
  if (name === 'relu') return { bend: kernels.rectify, back: kernels.rectifyBack };
  if (name === 'tanh') return { bend: kernels.tanh, back: kernels.tanhBack };
  return { bend: kernels.sigmoid, back: kernels.sigmoidBack };
}

/** The WebAssembly where the team's memory and the engine allow, TypeScript elsewhere; the same bits. */
function denseKernels({ memory }: Team, floats: Float32Array): DenseKernels {
  return (memory && loadKernels<DenseKernels>(DENSE, memory)) ?? denseTypescript(floats);
}
