// The hot loops of gradient boosting as kernels; each does what its TypeScript twin does, to the bit:
// histogram.ts, scan-numbers.ts, partition.ts, quantise.ts, loss.ts. Pointers are in bytes.

import { exp, expOfTwo } from '../../numeric/exp.part.as';

const TILE_ROWS: i32 = 1024;

/**
 * Adds packed derivatives of the rows order[from … to) to 64-bit bins. `words`: byte offsets of the groups
 * of four features in a row; `offsets`: the first bin of each feature. `tile`: 12 × 1,024 bytes.
 */
export function addRows(
  order: usize,
  from: i32,
  to: i32,
  byRow: usize,
  stride: i32,
  words: usize,
  nWords: i32,
  offsets: usize,
  packed: usize,
  bins: usize,
  tile: usize,
): void {
  const values = tile + (TILE_ROWS << 2);
  for (let at = from; at < to; at += TILE_ROWS) {
    const count = min(TILE_ROWS, to - at);
    let touched: u32 = 0;
    for (let i = 0; i < count; i++) {
      const row = load<i32>(order + ((<usize>(at + i)) << 2));
      const start = byRow + <usize>row * <usize>stride;
      // Asks for the row's bins, on both sides of a border between cache lines, long before they are needed.
      touched += load<u32>(start) + load<u32>(start + <usize>stride - 4);
      store<u32>(tile + ((<usize>i) << 2), <u32>start);
      store<i64>(values + ((<usize>i) << 3), load<i64>(packed + ((<usize>row) << 3)));
    }
    // A load whose result nobody uses would be left out.
    store<u32>(tile + (TILE_ROWS * 12), touched);
    for (let w = 0; w < nWords; w++) {
      const word = <usize>load<i32>(words + ((<usize>w) << 2)) << 2;
      const own = offsets + (word << 2);
      addTile(
        tile,
        count,
        word,
        bins + ((<usize>load<i32>(own)) << 3),
        bins + ((<usize>load<i32>(own, 4)) << 3),
        bins + ((<usize>load<i32>(own, 8)) << 3),
        bins + ((<usize>load<i32>(own, 12)) << 3),
      );
    }
  }
}

function addTile(tile: usize, count: i32, word: usize, b0: usize, b1: usize, b2: usize, b3: usize): void {
  let row = tile;
  let value = tile + (TILE_ROWS << 2);
  const end = tile + ((<usize>count) << 2);
  // Two rows at a time, since their bins seldom wait for each other.
  const even = tile + ((<usize>(count & ~1)) << 2);
  while (row < even) {
    const four = load<u32>(<usize>load<u32>(row) + word);
    const next = load<u32>(<usize>load<u32>(row, 4) + word);
    const add = load<i64>(value);
    const also = load<i64>(value, 8);
    const a0 = b0 + ((four & 255) << 3);
    store<i64>(a0, load<i64>(a0) + add);
    const a1 = b1 + (((four >>> 8) & 255) << 3);
    store<i64>(a1, load<i64>(a1) + add);
    const a2 = b2 + (((four >>> 16) & 255) << 3);
    store<i64>(a2, load<i64>(a2) + add);
    const a3 = b3 + ((four >>> 24) << 3);
    store<i64>(a3, load<i64>(a3) + add);
    const c0 = b0 + ((next & 255) << 3);
    store<i64>(c0, load<i64>(c0) + also);
    const c1 = b1 + (((next >>> 8) & 255) << 3);
    store<i64>(c1, load<i64>(c1) + also);
    const c2 = b2 + (((next >>> 16) & 255) << 3);
    store<i64>(c2, load<i64>(c2) + also);
    const c3 = b3 + ((next >>> 24) << 3);
    store<i64>(c3, load<i64>(c3) + also);
    row += 8;
    value += 16;
  }
  while (row < end) {
    const four = load<u32>(<usize>load<u32>(row) + word);
    const add = load<i64>(value);
    const a0 = b0 + ((four & 255) << 3);
    const a1 = b1 + ((four >>> 5) & 2040);
    const a2 = b2 + ((four >>> 13) & 2040);
    const a3 = b3 + ((four >>> 21) & 2040);
    store<i64>(a0, load<i64>(a0) + add);
    store<i64>(a1, load<i64>(a1) + add);
    store<i64>(a2, load<i64>(a2) + add);
    store<i64>(a3, load<i64>(a3) + add);
    row += 4;
    value += 8;
  }
}

/** Adds packed sums to the two doubles of each bin, and clears them. */
export function takeApart(bins: usize, nBins: i32, sums: usize, shift: i64): void {
  const mask: i64 = (<i64>1 << shift) - 1;
  for (let bin = 0; bin < nBins; bin++) {
    const from = bins + ((<usize>bin) << 3);
    const packed = load<i64>(from);
    if (packed == 0) continue;
    const to = sums + ((<usize>bin) << 4);
    store<f64>(to, load<f64>(to) + <f64>(packed >> shift));
    store<f64>(to, load<f64>(to, 8) + <f64>(packed & mask), 8);
    store<i64>(from, 0);
  }
}

export function addSums(into: usize, other: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) {
    const at = (<usize>i) << 3;
    store<f64>(into + at, load<f64>(into + at) + load<f64>(other + at));
  }
}

export function subtractSums(into: usize, other: usize, from: i32, to: i32): void {
  for (let i = from; i < to; i++) {
    const at = (<usize>i) << 3;
    store<f64>(into + at, load<f64>(into + at) - load<f64>(other + at));
  }
}

export function partitionRows(
  order: usize,
  from: i32,
  to: i32,
  column: usize,
  goesRight: usize,
  left: usize,
  right: usize,
): i32 {
  const start = left + ((<usize>from) << 2);
  let l = start;
  let r = right + ((<usize>from) << 2);
  for (let i = from; i < to; i++) {
    const row = load<i32>(order + ((<usize>i) << 2));
    const isRight = <usize>load<u8>(goesRight + <usize>load<u8>(column + <usize>row));
    store<i32>(l, row);
    store<i32>(r, row);
    l += (1 - isRight) << 2;
    r += isRight << 2;
  }
  return <i32>((l - start) >> 2);
}

export function copyRows(source: usize, from: i32, to: i32, target: usize, at: i32): void {
  memory.copy(
    target + ((<usize>at) << 2),
    source + ((<usize>from) << 2),
    (<usize>(to - from)) << 2,
  );
}

export function addValue(
  order: usize,
  from: i32,
  to: i32,
  scores: usize,
  nScores: i32,
  k: i32,
  value: f64,
): void {
  for (let i = from; i < to; i++) {
    const row = load<i32>(order + ((<usize>i) << 2));
    const at = scores + ((<usize>row * <usize>nScores + <usize>k) << 3);
    store<f64>(at, load<f64>(at) + value);
  }
}

// @ts-ignore: decorator
@inline
function shrunk(gradients: v128, l1: v128): v128 {
  const less = f64x2.neg(l1);
  const fromBelow = v128.and(f64x2.add(gradients, l1), f64x2.lt(gradients, less));
  return v128.bitselect(f64x2.sub(gradients, l1), fromBelow, f64x2.gt(gradients, l1));
}

/**
 * See scanOneWay in scan-numbers.ts; here both sides of a split go through the same operations at once.
 * `limits`: 7 doubles in the order of ScanLimits; `at` in bytes.
 */
export function scanOneWay(
  at: usize,
  feature: i32,
  first: i32,
  last: i32,
  missing: i32,
  startGradient: f64,
  startHessian: f64,
  limits: usize,
  best: usize,
): void {
  // Gradient and hessian side by side.
  const all = v128.load(limits);
  const gradientScale = v128.load64_splat(limits, 16);
  const hessianScale = v128.load64_splat(limits, 24);
  const l1 = v128.load64_splat(limits, 32);
  const l2 = v128.load64_splat(limits, 40);
  const minHessian = load<f64>(limits, 48);
  const nothing = f64x2.splat(0);
  const shrinks = load<f64>(limits, 32) > 0;
  let left = f64x2.replace_lane(f64x2.splat(startGradient), 1, startHessian);
  let bestGain = load<f64>(best);
  for (let bin = 0; bin < last; bin++) {
    const own = v128.load(at + ((<usize>bin) << 4));
    left = f64x2.add(left, own);
    if (bin < first || !v128.any_true(f64x2.ne(own, nothing))) continue;
    if (f64x2.extract_lane(left, 1) < minHessian) continue;
    const right = f64x2.sub(all, left);
    if (f64x2.extract_lane(right, 1) < minHessian) break;
    const gradients = i8x16.shuffle(left, right, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23);
    const hessians = i8x16.shuffle(left, right, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
    let scaled = f64x2.mul(gradients, gradientScale);
    if (shrinks) scaled = shrunk(scaled, l1);
    const parts = f64x2.div(f64x2.mul(scaled, scaled), f64x2.add(f64x2.mul(hessians, hessianScale), l2));
    const gain = f64x2.extract_lane(parts, 0) + f64x2.extract_lane(parts, 1);
    if (gain <= bestGain) continue;
    bestGain = gain;
    store<f64>(best, gain);
    store<f64>(best, <f64>feature, 8);
    store<f64>(best, <f64>bin, 16);
    store<f64>(best, <f64>missing, 24);
    v128.store(best, left, 32);
  }
}

/** Two floats of each row become its packed integer. */
export function quantiseRows(
  packed: usize,
  from: i32,
  to: i32,
  gradientFactor: f64,
  hessianFactor: f64,
  round: i32,
  shift: i64,
): void {
  const seed = round * <i32>0x85ebca6b;
  for (let row = from; row < to; row++) {
    const at = packed + ((<usize>row) << 3);
    let hash: u32 = <u32>((row ^ seed) * <i32>0x9e3779b1);
    hash ^= hash >>> 15;
    hash = hash * 0x2c1b3c6d;
    hash ^= hash >>> 13;
    const dither = <f64>hash * 2.3283064365386963e-10;
    const dither2 = <f64>(hash * 0x297a2d39) * 2.3283064365386963e-10;
    const gradient = floor(<f64>load<f32>(at) * gradientFactor + dither);
    const hessian = floor(<f64>load<f32>(at, 4) * hessianFactor + dither2);
    store<i64>(at, (<i64>gradient << shift) + <i64>hessian);
  }
}

/** Largest |gradient| and hessian of the rows, into two doubles. */
export function largestDerivatives(packed: usize, from: i32, to: i32, out: usize): void {
  let gradient = load<f64>(out);
  let hessian = load<f64>(out, 8);
  for (let row = from; row < to; row++) {
    const at = packed + ((<usize>row) << 3);
    gradient = max(gradient, abs(<f64>load<f32>(at)));
    hessian = max(hessian, <f64>load<f32>(at, 4));
  }
  store<f64>(out, gradient);
  store<f64>(out, hessian, 8);
}

/** Gradient and hessian of the log loss of two classes; false where a score is beyond what `exp` here takes. */
export function deriveLogistic(
  scores: usize,
  classes: usize,
  weights: usize,
  from: i32,
  to: i32,
  packed: usize,
): bool {
  const one = f64x2.splat(1);
  const even = from + ((to - from) & ~1);
  let row = from;
  for (; row < even; row += 2) {
    const score = v128.load(scores + ((<usize>row) << 3));
    const size = f64x2.abs(score);
    if (!i64x2.all_true(f64x2.lt(size, f64x2.splat(700)))) return false;
    const e = expOfTwo(f64x2.neg(size));
    const above = v128.bitselect(one, e, f64x2.ge(score, f64x2.splat(0)));
    const p = f64x2.div(above, f64x2.add(one, e));
    const y = f64x2.convert_low_i32x4_s(v128.load64_zero(classes + ((<usize>row) << 2)));
    const weight = weights == 0 ? one : v128.load(weights + ((<usize>row) << 3));
    const gradient = f64x2.mul(weight, f64x2.sub(p, y));
    const hessian = f64x2.mul(f64x2.mul(weight, p), f64x2.sub(one, p));
    const g = f32x4.demote_f64x2_zero(gradient);
    const h = f32x4.demote_f64x2_zero(hessian);
    v128.store(packed + ((<usize>row) << 3), v128.shuffle<f32>(g, h, 0, 4, 1, 5));
  }
  for (; row < to; row++) {
    const score = load<f64>(scores + ((<usize>row) << 3));
    if (!(score > -700 && score < 700)) return false;
    const e = exp(-abs(score));
    const p = (score >= 0 ? 1 : e) / (1 + e);
    const weight = weights == 0 ? 1 : load<f64>(weights + ((<usize>row) << 3));
    const at = packed + ((<usize>row) << 3);
    store<f32>(at, <f32>(weight * (p - <f64>load<i32>(classes + ((<usize>row) << 2)))));
    store<f32>(at, <f32>(weight * p * (1 - p)), 4);
  }
  return true;
}

/** Scores of these rows to probabilities; false where a score is beyond what `exp` here takes. */
export function softmaxRows(scores: usize, out: usize, nClasses: i32, from: i32, to: i32): bool {
  for (let row = from; row < to; row++) {
    const offset = (<usize>row * <usize>nClasses) << 3;
    const at = scores + offset;
    const into = out + offset;
    let largest = -Infinity;
    for (let k: usize = 0; k < <usize>nClasses; k++) {
      const score = load<f64>(at + (k << 3));
      if (score > largest) largest = score;
    }
    let sum: f64 = 0;
    for (let k: usize = 0; k < <usize>nClasses; k++) {
      const score = load<f64>(at + (k << 3)) - largest;
      if (!(score > -700)) return false;
      const e = exp(score);
      store<f64>(into + (k << 3), e);
      sum += e;
    }
    for (let k: usize = 0; k < <usize>nClasses; k++)
      store<f64>(into + (k << 3), load<f64>(into + (k << 3)) / sum);
  }
  return true;
}

/** Gradient and hessian of score `k` from probabilities. */
export function deriveClass(
  probabilities: usize,
  nClasses: i32,
  k: i32,
  classes: usize,
  weights: usize,
  from: i32,
  to: i32,
  packed: usize,
): void {
  for (let row = from; row < to; row++) {
    const p = load<f64>(probabilities + ((<usize>row * <usize>nClasses + <usize>k) << 3));
    const weight = weights == 0 ? 1 : load<f64>(weights + ((<usize>row) << 3));
    const own: f64 = load<i32>(classes + ((<usize>row) << 2)) == k ? 1 : 0;
    const at = packed + ((<usize>row) << 3);
    store<f32>(at, <f32>(weight * (p - own)));
    store<f32>(at, <f32>(weight * p * (1 - p)), 4);
  }
}
