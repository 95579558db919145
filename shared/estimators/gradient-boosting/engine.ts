import { loadKernels } from '../../numeric/kernels.ts';
import type { Team } from '../estimator.ts';
import { addBundle } from './bin-columns.ts';
import type { BinnedFeatures } from './binned-features.ts';
import { BOOSTING } from './boosting.wasm.ts';
import { addSums, createHistogramBuilder, subtractSums } from './histogram.ts';
import type { Loss } from './loss.ts';
import { copyRows, partitionRows } from './partition.ts';
import { I64_BLOCK_ROWS, largestDerivatives, quantiseRows, type Quantiser, type Scales } from './quantise.ts';
import { scanNumbers, type ScanLimits } from './scan-numbers.ts';
import type { SharedArrays } from './team-work.ts';

/** What all peers of a fit see of its rows. */
export interface RowMemory {
  /** nRows: the rows a tree learns from, leaf by leaf; behind them those it leaves out. */
  readonly order: Int32Array;
  readonly spare: Int32Array;
  /** A second spare, where several peers partition together; else `order` itself. */
  readonly secondSpare: Int32Array;
  /** nRows × nScores. */
  readonly scores: Float64Array;
  /** nRows × 2 floats, gradient and hessian, in the memory of `packed`. */
  readonly derivatives: Float32Array;
  /** nRows: both as one number, see quantise.ts. */
  readonly packed: Float64Array;
}

/** The hot loops of a peer: in TypeScript, or as kernels over the team's memory; the same bits from both. */
export interface Engine {
  derive(k: number, from: number, to: number): void;
  begin(from: number, to: number): void;
  largest(from: number, to: number, out: Float64Array, at: number): void;
  quantise(from: number, to: number, scales: Scales, round: number): void;
  histogram(from: number, to: number, words: Int32Array, sums: Float64Array): void;
  add(into: Float64Array, other: Float64Array, from: number, to: number): void;
  subtract(into: Float64Array, other: Float64Array, from: number, to: number): void;
  partition(
    from: number,
    to: number,
    feature: number,
    goesRight: Uint8Array,
    left: Int32Array,
    right: Int32Array,
  ): number;
  copy(source: Int32Array, from: number, to: number, target: Int32Array, at: number): void;
  scan(
    sums: Float64Array,
    feature: number,
    first: number,
    last: number,
    limits: ScanLimits,
    best: Float64Array,
  ): void;
  addValue(from: number, to: number, k: number, value: number): void;
}

export function typescriptEngine(
  binned: BinnedFeatures,
  rows: RowMemory,
  loss: Loss,
  quantiser: Quantiser,
): Engine {
  const { order, scores, derivatives, packed } = rows;
  const { byColumn, nRows, offsets, valueBins, missingBins } = binned;
  const unit = 2 ** quantiser.shift.f64;
  const { nScores } = loss;
  return {
    derive: (k, from, to) => loss.derive(k, scores, from, to, derivatives),
    begin: (from, to) => loss.begin(scores, from, to),
    largest: (from, to, out, at) => largestDerivatives(derivatives, from, to, out, at),
    quantise: (from, to, scales, round) => quantiseRows(derivatives, packed, from, to, scales, round, unit),
    histogram: createHistogramBuilder(binned, order, packed, unit),
    add: addSums,
    subtract: subtractSums,
    partition: (from, to, feature, goesRight, left, right) =>
      partitionRows(order, from, to, byColumn, feature * nRows, goesRight, left, right),
    copy: copyRows,
    scan: (sums, feature, first, last, limits, best) =>
      scanNumbers(
        sums,
        2 * offsets[feature]!,
        feature,
        first,
        last,
        valueBins[feature]!,
        missingBins[feature]!,
        limits,
        best,
      ),
    addValue: (from, to, k, value) => {
      for (let i = from; i < to; i++) {
        const at = order[i]! * nScores + k;
        scores[at] = scores[at]! + value;
      }
    },
  };
}

interface Kernels {
  addRows(
    order: number,
    from: number,
    to: number,
    byRow: number,
    stride: number,
    words: number,
    nWords: number,
    offsets: number,
    packed: number,
    bins: number,
    tile: number,
  ): void;
  takeApart(bins: number, nBins: number, sums: number, shift: bigint): void;
  addSums(into: number, other: number, from: number, to: number): void;
  subtractSums(into: number, other: number, from: number, to: number): void;
  partitionRows(
    order: number,
    from: number,
    to: number,
    column: number,
    goesRight: number,
    left: number,
    right: number,
  ): number;
  copyRows(source: number, from: number, to: number, target: number, at: number): void;
  addValue(
    order: number,
    from: number,
    to: number,
    scores: number,
    nScores: number,
    k: number,
    value: number,
  ): void;
  scanOneWay(
    at: number,
    feature: number,
    first: number,
    last: number,
    missing: number,
    startGradient: number,
    startHessian: number,
    limits: number,
    best: number,
  ): void;
  quantiseRows(
    packed: number,
    from: number,
    to: number,
    gradientFactor: number,
    hessianFactor: number,
    round: number,
    shift: bigint,
  ): void;
  largestDerivatives(packed: number, from: number, to: number, out: number): void;
  deriveLogistic(
    scores: number,
    classes: number,
    weights: number,
    from: number,
    to: number,
    packed: number,
  ): number;
  softmaxRows(scores: number, out: number, nClasses: number, from: number, to: number): number;
  deriveClass(
    probabilities: number,
    nClasses: number,
    k: number,
    classes: number,
    weights: number,
    from: number,
    to: number,
    packed: number,
  ): void;
}

const TILE_BYTES = 12 * 1024 + 8;

/** Bytes of its own that a peer's kernels ask for. */
export const kernelBytes = (totalBins: number, nWords: number): number =>
  8 * totalBins + TILE_BYTES + 8 * nWords + 4096 + 64;

/**
 * The kernels where the team has memory for them, else null. Every peer asks for the room of all, so that
 * all stay in step.
 */
export function kernelEngine(
  binned: BinnedFeatures,
  rows: RowMemory,
  loss: Loss,
  quantiser: Quantiser,
  team: Team,
  arrays: SharedArrays,
): Engine | null {
  const kernels = team.memory === null ? null : loadKernels<Kernels>(BOOSTING, team.memory);
  if (kernels === null) return null;
  const { columns } = binned;
  const rooms = Array.from({ length: team.size }, () => ({
    bins: arrays.f64(columns.totalBins),
    bundle: arrays.f64(512),
    tile: arrays.u8(TILE_BYTES),
    words: arrays.i32(columns.stride >> 2),
    limits: arrays.f64(7),
  }));
  const { bins, bundle, tile, words, limits } = rooms[team.index]!;
  const fallback = typescriptEngine(binned, rows, loss, quantiser);
  const offsets = arrays.i32(columns.stride);
  offsets.set(columns.offsets);
  const order = rows.order.byteOffset;
  const packed = rows.packed.byteOffset;
  const { nRows, byColumn, valueBins, missingBins } = binned;
  const { stride, byRow, totalBins, runs, bundles } = columns;
  const shift = BigInt(quantiser.shift.i64);
  const scan = (
    sums: Float64Array,
    feature: number,
    first: number,
    last: number,
    way: number,
    g: number,
    h: number,
    best: Float64Array,
  ): void =>
    kernels.scanOneWay(
      sums.byteOffset + 16 * binned.offsets[feature]!,
      feature,
      first,
      last,
      way,
      g,
      h,
      limits.byteOffset,
      best.byteOffset,
    );
  return {
    ...lossKernels(kernels, rows, loss, fallback),
    largest: (from, to, out, at) => kernels.largestDerivatives(packed, from, to, out.byteOffset + 8 * at),
    quantise: (from, to, scales, round) =>
      kernels.quantiseRows(packed, from, to, scales.gradientFactor, scales.hessianFactor, round, shift),
    histogram: (from, to, groups, sums) => {
      words.set(groups);
      for (let at = from; at < to; at += I64_BLOCK_ROWS) {
        kernels.addRows(
          order,
          at,
          Math.min(to, at + I64_BLOCK_ROWS),
          byRow.byteOffset,
          stride,
          words.byteOffset,
          groups.length,
          offsets.byteOffset,
          packed,
          bins.byteOffset,
          tile.byteOffset,
        );
        for (const { from: run, to: into, count } of runs)
          kernels.takeApart(bins.byteOffset + 8 * run, count, sums.byteOffset + 16 * into, shift);
        for (const { from: run, features } of bundles) {
          kernels.takeApart(bins.byteOffset + 8 * run, features.length + 1, bundle.byteOffset, shift);
          addBundle(bundle, features, binned.offsets, sums);
        }
        bins[totalBins - 1] = 0;
      }
    },
    add: (into, other, from, to) => kernels.addSums(into.byteOffset, other.byteOffset, from, to),
    subtract: (into, other, from, to) => kernels.subtractSums(into.byteOffset, other.byteOffset, from, to),
    partition: (from, to, feature, goesRight, left, right) =>
      kernels.partitionRows(
        order,
        from,
        to,
        byColumn.byteOffset + feature * nRows,
        goesRight.byteOffset,
        left.byteOffset,
        right.byteOffset,
      ),
    copy: (source, from, to, target, at) =>
      kernels.copyRows(source.byteOffset, from, to, target.byteOffset, at),
    scan: (sums, feature, first, last, given, best) => {
      writeLimits(given, limits);
      const at = 2 * binned.offsets[feature]!;
      const nBins = valueBins[feature]!;
      const missing = missingBins[feature]!;
      const g = missing < 0 ? 0 : sums[at + 2 * missing]!;
      const h = missing < 0 ? 0 : sums[at + 2 * missing + 1]!;
      if (g === 0 && h === 0) return scan(sums, feature, first, Math.min(last, nBins - 1), 2, 0, 0, best);
      scan(sums, feature, 0, nBins, 0, 0, 0, best);
      scan(sums, feature, 0, nBins - 1, 1, g, h, best);
    },
    addValue: (from, to, k, value) =>
      kernels.addValue(order, from, to, rows.scores.byteOffset, loss.nScores, k, value),
  };
}

function writeLimits(from: ScanLimits, to: Float64Array): void {
  to[0] = from.gradient;
  to[1] = from.hessian;
  to[2] = from.gradientScale;
  to[3] = from.hessianScale;
  to[4] = from.l1;
  to[5] = from.l2;
  to[6] = from.minHessian;
}

/** Only losses of classes have kernels: the others compute no exponential, or are rare. */
function lossKernels(
  kernels: Kernels,
  { scores, packed }: RowMemory,
  loss: Loss,
  fallback: Engine,
): Pick<Engine, 'derive' | 'begin'> {
  const { memory, nScores } = loss;
  if (memory === null) return fallback;
  const { classes, weights, probabilities } = memory;
  const weightsAt = weights === null ? 0 : weights.byteOffset;
  const [at, out] = [scores.byteOffset, packed.byteOffset];
  if (probabilities === null)
    return {
      begin: () => {},
      derive: (k, from, to) => {
        if (kernels.deriveLogistic(at, classes.byteOffset, weightsAt, from, to, out) === 0)
          fallback.derive(k, from, to);
      },
    };
  return {
    begin: (from, to) => {
      if (kernels.softmaxRows(at, probabilities.byteOffset, nScores, from, to) === 0)
        fallback.begin(from, to);
    },
    derive: (k, from, to) =>
      kernels.deriveClass(probabilities.byteOffset, nScores, k, classes.byteOffset, weightsAt, from, to, out),
  };
}
