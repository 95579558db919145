import { weightsOf } from './plan.ts';

/** Where everything of a dense network lies, in floats; widths are padded to whole vectors. */
export interface DenseLayout {
  readonly layers: readonly LayerPlace[];
  /** Floats of all kernels and biases; gradients, both moments and the best weights are as long. */
  readonly weights: number;
  /** Rows that go through the network at a time. */
  readonly chunk: number;
  /** Stored values that a chunk of sparse rows has at most; 0 when dense. */
  readonly values: number;
  readonly length: number;
  readonly places: {
    readonly weights: number;
    readonly gradients: number;
    readonly first: number;
    readonly second: number;
    readonly best: number;
    /** Column indices and values of a sparse chunk. */
    readonly columns: number;
    readonly values: number;
    /** chunk × stride for the inputs and every layer's outputs. */
    readonly outputs: readonly number[];
    /** As the outputs, after dropout; the same places without it. */
    readonly dropped: readonly number[];
    readonly masks: readonly number[];
    /** As the outputs. */
    readonly gradientsOfOutputs: readonly number[];
    /** A kernel, transposed, by layer. */
    readonly transposed: readonly number[];
  };
}

export interface LayerPlace {
  readonly nIn: number;
  readonly nOut: number;
  /** Floats from row to row of the inputs and of the outputs. */
  readonly inStride: number;
  readonly stride: number;
  /** From the front of the weights. */
  readonly kernel: number;
  readonly bias: number;
}

const padded = (count: number): number => Math.ceil(count / 4) * 4;

export interface LayoutOptions {
  /** Units by layer. */
  readonly sizes: readonly number[];
  readonly batchSize: number;
  readonly dropout: number;
}

/** `longestRow`: stored values of the longest sparse row; null when dense. */
export function layoutOf(options: LayoutOptions, longestRow: number | null): DenseLayout {
  const { sizes, batchSize, dropout } = options;
  const layers: LayerPlace[] = [];
  let weights = 0;
  for (let index = 0; index + 1 < sizes.length; index += 1) {
    const [nIn, nOut] = [sizes[index]!, sizes[index + 1]!];
    const stride = padded(nOut);
    layers.push({ nIn, nOut, inStride: padded(nIn), stride, kernel: weights, bias: weights + nIn * stride });
    weights += (nIn + 1) * stride;
  }
  const chunk = chunkRows(sizes, batchSize, longestRow);
  const values = longestRow === null ? 0 : padded(chunk * longestRow);
  // The first floats stay free: place 0 means "none".
  let end = 4;
  const take = (count: number): number => (end += count) - count;
  const places: DenseLayout['places'] = {
    weights: take(weights),
    gradients: take(weights),
    first: take(weights),
    second: take(weights),
    best: take(weights),
    columns: take(values),
    values: take(values),
    ...outputPlaces(layers, chunk, dropout > 0, longestRow !== null, take),
    transposed: layers.map(({ nOut, inStride }, index) => (index === 0 ? 0 : take(nOut * inStride))),
  };
  return { layers, weights, chunk, values, length: end, places };
}

function outputPlaces(
  layers: readonly LayerPlace[],
  chunk: number,
  dropout: boolean,
  sparse: boolean,
  take: (count: number) => number,
): Pick<DenseLayout['places'], 'outputs' | 'dropped' | 'masks' | 'gradientsOfOutputs'> {
  const inputs = sparse ? 0 : take(chunk * layers[0]!.inStride);
  const outputs = [inputs, ...layers.map(({ stride }) => take(chunk * stride))];
  const isDropped = (index: number): boolean => dropout && index > 0 && index < layers.length;
  const extra = (index: number): number => take(chunk * layers[index - 1]!.stride);
  return {
    outputs,
    dropped: outputs.map((place, index) => (isDropped(index) ? extra(index) : place)),
    masks: outputs.map((_, index) => (isDropped(index) ? extra(index) : 0)),
    gradientsOfOutputs: outputs.map((_, index) => (index === 0 ? 0 : extra(index))),
  };
}

const MOST_CHUNK_ROWS = 256;
/** Multiplications of a chunk, about: it must be short, since an abort waits for its end, and fit the caches. */
const CHUNK_WORK = 1.6e7;

function chunkRows(sizes: readonly number[], batchSize: number, longestRow: number | null): number {
  const perRow = weightsOf(longestRow === null ? sizes : [longestRow, ...sizes.slice(1)]);
  return Math.min(batchSize, MOST_CHUNK_ROWS, Math.max(4, Math.floor(CHUNK_WORK / Math.max(1, perRow))));
}

/** No sparse matrix takes more floats, however long its rows are. */
export function sparseFloats(options: LayoutOptions): number {
  const [longest, units] = options.sizes as [number, number];
  const values = Math.min(MOST_CHUNK_ROWS * longest, CHUNK_WORK / units + 4 * longest);
  return layoutOf(options, 1).length + 2 * Math.ceil(values) + 8;
}
