/*
 * The steps of dual coordinate ascent over some rows of an epoch; dual-steps.ts is the same in TypeScript,
 * operation by operation. Layouts (K vectors, padded to the even `stride`; F features):
 *
 *   weights     F × stride         of a feature all classes side by side
 *   gradients   (F + 1) × stride   the last for the intercepts
 *   residuals   nRows × stride
 */

import { expOfTwo, splat } from '../../numeric/exp.part.as';

/** 16 classes of the scores of a row: begin + row · weights. */
// @ts-ignore: decorator
@inline
function score16(score: usize, begin: usize, i: usize, end: usize, values: usize, w0: usize, rowBytes: i32): void {
  let s0 = v128.load(begin, 0);
  let s1 = v128.load(begin, 16);
  let s2 = v128.load(begin, 32);
  let s3 = v128.load(begin, 48);
  let s4 = v128.load(begin, 64);
  let s5 = v128.load(begin, 80);
  let s6 = v128.load(begin, 96);
  let s7 = v128.load(begin, 112);
  for (; i < end; i += 4) {
    const w = w0 + load<i32>(i) * rowBytes;
    const v = v128.load_splat<f64>(values);
    values += 8;
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(w, 0)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(w, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load(w, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v, v128.load(w, 48)));
    s4 = f64x2.add(s4, f64x2.mul(v, v128.load(w, 64)));
    s5 = f64x2.add(s5, f64x2.mul(v, v128.load(w, 80)));
    s6 = f64x2.add(s6, f64x2.mul(v, v128.load(w, 96)));
    s7 = f64x2.add(s7, f64x2.mul(v, v128.load(w, 112)));
  }
  v128.store(score, s0, 0);
  v128.store(score, s1, 16);
  v128.store(score, s2, 32);
  v128.store(score, s3, 48);
  v128.store(score, s4, 64);
  v128.store(score, s5, 80);
  v128.store(score, s6, 96);
  v128.store(score, s7, 112);
}

/** 16 classes of target −= row × move. */
// @ts-ignore: decorator
@inline
function move16(move: usize, i: usize, end: usize, values: usize, w0: usize, rowBytes: i32): void {
  const d0 = v128.load(move, 0);
  const d1 = v128.load(move, 16);
  const d2 = v128.load(move, 32);
  const d3 = v128.load(move, 48);
  const d4 = v128.load(move, 64);
  const d5 = v128.load(move, 80);
  const d6 = v128.load(move, 96);
  const d7 = v128.load(move, 112);
  for (; i < end; i += 4) {
    const w = w0 + load<i32>(i) * rowBytes;
    const v = v128.load_splat<f64>(values);
    values += 8;
    v128.store(w, f64x2.sub(v128.load(w, 0), f64x2.mul(v, d0)), 0);
    v128.store(w, f64x2.sub(v128.load(w, 16), f64x2.mul(v, d1)), 16);
    v128.store(w, f64x2.sub(v128.load(w, 32), f64x2.mul(v, d2)), 32);
    v128.store(w, f64x2.sub(v128.load(w, 48), f64x2.mul(v, d3)), 48);
    v128.store(w, f64x2.sub(v128.load(w, 64), f64x2.mul(v, d4)), 64);
    v128.store(w, f64x2.sub(v128.load(w, 80), f64x2.mul(v, d5)), 80);
    v128.store(w, f64x2.sub(v128.load(w, 96), f64x2.mul(v, d6)), 96);
    v128.store(w, f64x2.sub(v128.load(w, 112), f64x2.mul(v, d7)), 112);
  }
}

/** 8 classes of the scores of a row: begin + row · weights. */
// @ts-ignore: decorator
@inline
function score8(score: usize, begin: usize, i: usize, end: usize, values: usize, w0: usize, rowBytes: i32): void {
  let s0 = v128.load(begin, 0);
  let s1 = v128.load(begin, 16);
  let s2 = v128.load(begin, 32);
  let s3 = v128.load(begin, 48);
  for (; i < end; i += 4) {
    const w = w0 + load<i32>(i) * rowBytes;
    const v = v128.load_splat<f64>(values);
    values += 8;
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(w, 0)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(w, 16)));
    s2 = f64x2.add(s2, f64x2.mul(v, v128.load(w, 32)));
    s3 = f64x2.add(s3, f64x2.mul(v, v128.load(w, 48)));
  }
  v128.store(score, s0, 0);
  v128.store(score, s1, 16);
  v128.store(score, s2, 32);
  v128.store(score, s3, 48);
}

/** 8 classes of target −= row × move. */
// @ts-ignore: decorator
@inline
function move8(move: usize, i: usize, end: usize, values: usize, w0: usize, rowBytes: i32): void {
  const d0 = v128.load(move, 0);
  const d1 = v128.load(move, 16);
  const d2 = v128.load(move, 32);
  const d3 = v128.load(move, 48);
  for (; i < end; i += 4) {
    const w = w0 + load<i32>(i) * rowBytes;
    const v = v128.load_splat<f64>(values);
    values += 8;
    v128.store(w, f64x2.sub(v128.load(w, 0), f64x2.mul(v, d0)), 0);
    v128.store(w, f64x2.sub(v128.load(w, 16), f64x2.mul(v, d1)), 16);
    v128.store(w, f64x2.sub(v128.load(w, 32), f64x2.mul(v, d2)), 32);
    v128.store(w, f64x2.sub(v128.load(w, 48), f64x2.mul(v, d3)), 48);
  }
}

/** 4 classes of the scores of a row: begin + row · weights. */
// @ts-ignore: decorator
@inline
function score4(score: usize, begin: usize, i: usize, end: usize, values: usize, w0: usize, rowBytes: i32): void {
  let s0 = v128.load(begin, 0);
  let s1 = v128.load(begin, 16);
  for (; i < end; i += 4) {
    const w = w0 + load<i32>(i) * rowBytes;
    const v = v128.load_splat<f64>(values);
    values += 8;
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(w, 0)));
    s1 = f64x2.add(s1, f64x2.mul(v, v128.load(w, 16)));
  }
  v128.store(score, s0, 0);
  v128.store(score, s1, 16);
}

/** 4 classes of target −= row × move. */
// @ts-ignore: decorator
@inline
function move4(move: usize, i: usize, end: usize, values: usize, w0: usize, rowBytes: i32): void {
  const d0 = v128.load(move, 0);
  const d1 = v128.load(move, 16);
  for (; i < end; i += 4) {
    const w = w0 + load<i32>(i) * rowBytes;
    const v = v128.load_splat<f64>(values);
    values += 8;
    v128.store(w, f64x2.sub(v128.load(w, 0), f64x2.mul(v, d0)), 0);
    v128.store(w, f64x2.sub(v128.load(w, 16), f64x2.mul(v, d1)), 16);
  }
}

/** 2 classes of the scores of a row: begin + row · weights. */
// @ts-ignore: decorator
@inline
function score2(score: usize, begin: usize, i: usize, end: usize, values: usize, w0: usize, rowBytes: i32): void {
  let s0 = v128.load(begin, 0);
  for (; i < end; i += 4) {
    const w = w0 + load<i32>(i) * rowBytes;
    const v = v128.load_splat<f64>(values);
    values += 8;
    s0 = f64x2.add(s0, f64x2.mul(v, v128.load(w, 0)));
  }
  v128.store(score, s0, 0);
}

/** 2 classes of target −= row × move. */
// @ts-ignore: decorator
@inline
function move2(move: usize, i: usize, end: usize, values: usize, w0: usize, rowBytes: i32): void {
  const d0 = v128.load(move, 0);
  for (; i < end; i += 4) {
    const w = w0 + load<i32>(i) * rowBytes;
    const v = v128.load_splat<f64>(values);
    values += 8;
    v128.store(w, f64x2.sub(v128.load(w, 0), f64x2.mul(v, d0)), 0);
  }
}

/** Scores become the probability of the second class; `move` the way to where the gradient is the residual. */
// @ts-ignore: decorator
@inline
function binary(row: i32, scores: usize, fresh: usize, move: usize, y: usize, weight: f64, shares: usize, old: usize, q: f64): void {
  const z = load<f64>(scores);
  const e = f64x2.extract_lane(expOfTwo(splat(z > 0 ? -z : z)), 0);
  const p = z > 0 ? 1 / (1 + e) : e / (1 + e);
  const positive = load<f64>(y + (row << 3)) == 1;
  store<f64>(shares + (row << 3), positive ? p : 1 - p);
  const slope = weight * (p - (positive ? 1.0 : 0.0));
  store<f64>(fresh, slope);
  store<f64>(move, (slope - load<f64>(old)) / (1 + q * p * (1 - p)));
}

/** Scores become probabilities, `fresh` the gradient by the scores. */
// @ts-ignore: decorator
@inline
function multinomial(row: i32, scores: usize, fresh: usize, y: usize, weight: f64, shares: usize, nVectors: i32, rowBytes: i32): void {
  if ((nVectors << 3) < rowBytes) store<f64>(scores + (nVectors << 3), -Infinity);
  let highest = v128.load(scores);
  for (let at = 16; at < rowBytes; at += 16) highest = f64x2.max(highest, v128.load(scores + at));
  const largest = splat(max(f64x2.extract_lane(highest, 0), f64x2.extract_lane(highest, 1)));
  let sums = splat(0);
  for (let at = 0; at < rowBytes; at += 16) {
    const e = expOfTwo(f64x2.sub(v128.load(scores + at), largest));
    v128.store(scores + at, e);
    sums = f64x2.add(sums, e);
  }
  const factor = splat(1 / (f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1)));
  for (let at = 0; at < rowBytes; at += 16) {
    const p = f64x2.mul(v128.load(scores + at), factor);
    v128.store(scores + at, p);
    v128.store(fresh + at, f64x2.mul(splat(weight), p));
  }
  const own = <i32>load<f64>(y + (row << 3)) << 3;
  const p = load<f64>(scores + own);
  store<f64>(shares + (row << 3), p);
  store<f64>(fresh + own, weight * (p - 1));
}

/** One Newton step to where the gradient is the residual, see dual-steps.ts. */
// @ts-ignore: decorator
@inline
function newton(scores: usize, fresh: usize, shrinks: usize, move: usize, old: usize, stiff: f64, rowBytes: i32): void {
  const q = splat(stiff);
  let ways = splat(0);
  let sizes = splat(0);
  for (let at = 0; at < rowBytes; at += 16) {
    const p = v128.load(scores + at);
    const s = f64x2.div(p, f64x2.add(splat(1), f64x2.mul(q, p)));
    const d = f64x2.sub(v128.load(fresh + at), v128.load(old + at));
    const sd = f64x2.mul(s, d);
    ways = f64x2.add(ways, sd);
    sizes = f64x2.add(sizes, f64x2.mul(s, p));
    v128.store(shrinks + at, s);
    v128.store(move + at, f64x2.sub(d, f64x2.mul(q, sd)));
  }
  const way = f64x2.extract_lane(ways, 0) + f64x2.extract_lane(ways, 1);
  const size = f64x2.extract_lane(sizes, 0) + f64x2.extract_lane(sizes, 1);
  const factor = splat((stiff * way) / (1 - stiff * size));
  for (let at = 0; at < rowBytes; at += 16)
    v128.store(move + at, f64x2.add(v128.load(move + at), f64x2.mul(factor, v128.load(shrinks + at))));
}

/** Visits the rows order[from … to); `mode` 0 steps, 1 looks, 2 adopts. */
export function dualRows(
  order: usize,
  from: i32,
  to: i32,
  starts: usize,
  columns: usize,
  values: usize,
  y: usize,
  rowWeights: usize,
  stiffness: usize,
  nFeatures: i32,
  nVectors: i32,
  stride: i32,
  weights: usize,
  intercepts: usize,
  residuals: usize,
  totals: usize,
  gradients: usize,
  shares: usize,
  scratch: usize,
  mode: i32,
  relaxation: f64,
  kappa: f64,
  interceptStep: f64,
  interceptDrift: f64,
): void {
  const rowBytes = stride << 3;
  const scores = scratch;
  const fresh = scores + rowBytes;
  const shrinks = fresh + rowBytes;
  const move = shrinks + rowBytes;
  const target = mode == 0 ? weights : gradients;
  let touched: i64 = 0;
  for (let t = from; t < to; t += 1) {
    const row = load<i32>(order + (t << 2));
    const first = load<u32>(starts + (row << 2));
    const begin = columns + (first << 2);
    const end = columns + (load<u32>(starts + ((row + 1) << 2)) << 2);
    const own = values + (first << 3);
    // What the next row left comes into the cache while this one is worked on.
    if (t + 1 < to) {
      const next = load<i32>(order + ((t + 1) << 2));
      for (let at = 0; at < rowBytes; at += 64) touched ^= load<i64>(residuals + next * rowBytes + at);
    }
    let at = 0;
    for (; at + 128 <= rowBytes; at += 128)
      score16(scores + at, intercepts + at, begin, end, own, weights + at, rowBytes);
    for (; at + 64 <= rowBytes; at += 64)
      score8(scores + at, intercepts + at, begin, end, own, weights + at, rowBytes);
    for (; at + 32 <= rowBytes; at += 32)
      score4(scores + at, intercepts + at, begin, end, own, weights + at, rowBytes);
    for (; at + 16 <= rowBytes; at += 16)
      score2(scores + at, intercepts + at, begin, end, own, weights + at, rowBytes);
    const old = residuals + row * rowBytes;
    const weight = load<f64>(rowWeights + (row << 3));
    const q = load<f64>(stiffness + (row << 3));
    if (nVectors == 1) binary(row, scores, fresh, move, y, weight, shares, old, q);
    else {
      multinomial(row, scores, fresh, y, weight, shares, nVectors, rowBytes);
      if (mode == 0) newton(scores, fresh, shrinks, move, old, q, rowBytes);
    }
    if (mode == 0) {
      const part = splat(relaxation);
      const factor = splat(kappa);
      const step = splat(interceptStep);
      for (at = 0; at < rowBytes; at += 16) {
        const change = f64x2.mul(part, v128.load(move + at));
        v128.store(old + at, f64x2.add(v128.load(old + at), change));
        const total = f64x2.add(v128.load(totals + at), change);
        v128.store(totals + at, total);
        const way = f64x2.add(f64x2.mul(step, change), f64x2.mul(splat(interceptDrift), total));
        v128.store(intercepts + at, f64x2.sub(v128.load(intercepts + at), way));
        v128.store(move + at, f64x2.mul(factor, change));
      }
    } else {
      const intercept = gradients + nFeatures * rowBytes;
      for (at = 0; at < rowBytes; at += 16) {
        const slope = v128.load(fresh + at);
        v128.store(intercept + at, f64x2.add(v128.load(intercept + at), slope));
        v128.store(move + at, f64x2.neg(slope));
        if (mode == 2) v128.store(old + at, slope);
      }
    }
    at = 0;
    for (; at + 128 <= rowBytes; at += 128)
      move16(move + at, begin, end, own, target + at, rowBytes);
    for (; at + 64 <= rowBytes; at += 64)
      move8(move + at, begin, end, own, target + at, rowBytes);
    for (; at + 32 <= rowBytes; at += 32)
      move4(move + at, begin, end, own, target + at, rowBytes);
    for (; at + 16 <= rowBytes; at += 16)
      move2(move + at, begin, end, own, target + at, rowBytes);
  }
  store<i64>(scratch, touched);
}
