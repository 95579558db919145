/*
 * The steps of SAGA over some rows of an epoch; saga-steps.ts is the same in TypeScript, operation by
 * operation. Layouts (K vectors, padded to the even `stride`; F features, then the intercept):
 *
 *   weights, gradients   (F + 1) × stride   of a feature all classes side by side
 *   residuals            nRows × K          the last of each row
 *   lasts                F                  the step after which a feature was last brought up to date
 *   powers, sums         steps of an epoch + 1, see saga-steps.ts
 */

import { exp } from '../../numeric/exp.part.as';

/** One coordinate with a penalty on its size, `m` steps of a constant gradient on. */
function shrunken(x: f64, b: f64, c: f64, m: i32, powers: usize, sums: usize): f64 {
  let left = m;
  if (x != 0) {
    const side: f64 = x > 0 ? 1 : -1;
    const pull = side * b + c;
    const size = side * x;
    if (load<f64>(powers + (left << 3)) * size - pull * load<f64>(sums + (left << 3)) >= 0)
      return side * (load<f64>(powers + (left << 3)) * size - pull * load<f64>(sums + (left << 3)));
    let low = 0;
    let high = left;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (load<f64>(powers + (middle << 3)) * size - pull * load<f64>(sums + (middle << 3)) >= 0) low = middle;
      else high = middle;
    }
    const before = side * (load<f64>(powers + (low << 3)) * size - pull * load<f64>(sums + (low << 3)));
    const beyond = load<f64>(powers + 8) * before - b;
    x = beyond > c ? beyond - c : beyond < -c ? beyond + c : 0;
    left -= low + 1;
    if (left == 0) return x;
    if (x != 0)
      return load<f64>(powers + (left << 3)) * x - (b + (x > 0 ? c : -c)) * load<f64>(sums + (left << 3));
  }
  if (b > c) return -(b - c) * load<f64>(sums + (left << 3));
  if (b < -c) return -(b + c) * load<f64>(sums + (left << 3));
  return 0;
}

/** Two classes of a feature over the steps that it has missed, and into the scores of the row. */
// @ts-ignore: decorator
@inline
function bringUp(w: usize, g: usize, score: usize, p: v128, s: v128, v: v128): void {
  const moved = f64x2.sub(f64x2.mul(p, v128.load(w)), f64x2.mul(s, v128.load(g)));
  v128.store(w, moved);
  v128.store(score, f64x2.add(v128.load(score), f64x2.mul(v, moved)));
}

// @ts-ignore: decorator
@inline
function moveBy(w: usize, g: usize, move: usize, add: usize, v: v128): void {
  v128.store(w, f64x2.sub(v128.load(w), f64x2.mul(v, v128.load(move))));
  v128.store(g, f64x2.add(v128.load(g), f64x2.mul(v, v128.load(add))));
}

/** The rows order[from … to): `losses` gets what each gave to its own class before its step. */
export function sagaRows(
  order: usize,
  from: i32,
  to: i32,
  starts: usize,
  columns: usize,
  values: usize,
  y: usize,
  rowWeights: usize,
  nRows: i32,
  nFeatures: i32,
  nVectors: i32,
  stride: i32,
  weights: usize,
  gradients: usize,
  residuals: usize,
  lasts: usize,
  powers: usize,
  sums: usize,
  scratch: usize,
  losses: usize,
  step: f64,
  shrink: f64,
  bias: f64,
): void {
  const scores = scratch;
  const move = scratch + (stride << 3);
  const add = move + (stride << 3);
  const rowBytes = stride << 3;
  const whole = rowBytes & ~63;
  const share = 1 / <f64>nRows;
  const kept = step * (1 - share);
  const interceptAt = nFeatures * rowBytes;
  const w0 = weights + interceptAt;
  const g0 = gradients + interceptAt;
  let touched: i64 = 0;
  for (let t = from; t < to; t += 1) {
    const row = load<i32>(order + (t << 2));
    const begin = load<u32>(starts + (row << 2));
    const end = load<u32>(starts + ((row + 1) << 2));
    const rowWeight = load<f64>(rowWeights + (row << 3));
    // Lines that the next row needs come into the cache while this one is worked on.
    if (t + 1 < to) {
      const next = load<i32>(order + ((t + 1) << 2));
      const beyond = load<u32>(starts + ((next + 1) << 2));
      for (let i = load<u32>(starts + (next << 2)); i < beyond; i += 1) {
        const offset = load<i32>(columns + (i << 2)) * rowBytes;
        for (let at = 0; at < rowBytes; at += 64)
          touched ^= load<i64>(weights + offset + at) ^ load<i64>(gradients + offset + at);
      }
    }
    if (bias != 0) {
      const s = f64x2.splat(step);
      const f = f64x2.splat(bias);
      for (let at = 0; at < rowBytes; at += 16) {
        if (t > 0)
          v128.store(w0 + at, f64x2.sub(v128.load(w0 + at), f64x2.mul(s, v128.load(g0 + at))));
        v128.store(scores + at, f64x2.mul(f, v128.load(w0 + at)));
      }
    } else memory.fill(scores, 0, rowBytes);
    for (let i = begin; i < end; i += 1) {
      const column = load<i32>(columns + (i << 2));
      const w = weights + column * rowBytes;
      const m = t - load<i32>(lasts + (column << 2));
      store<i32>(lasts + (column << 2), t);
      const v = f64x2.splat(load<f64>(values + (i << 3)));
      const g = gradients + column * rowBytes;
      if (shrink > 0 && m > 0)
        for (let at = 0; at < rowBytes; at += 8)
          store<f64>(w + at, shrunken(load<f64>(w + at), step * load<f64>(g + at), shrink, m, powers, sums));
      if (shrink > 0 || m == 0) {
        for (let at = 0; at < rowBytes; at += 16)
          v128.store(scores + at, f64x2.add(v128.load(scores + at), f64x2.mul(v, v128.load(w + at))));
        continue;
      }
      const p = f64x2.splat(load<f64>(powers + (m << 3)));
      const s = f64x2.splat(step * load<f64>(sums + (m << 3)));
      let at = 0;
      for (; at < whole; at += 64) {
        bringUp(w + at, g + at, scores + at, p, s, v);
        bringUp(w + at + 16, g + at + 16, scores + at + 16, p, s, v);
        bringUp(w + at + 32, g + at + 32, scores + at + 32, p, s, v);
        bringUp(w + at + 48, g + at + 48, scores + at + 48, p, s, v);
      }
      for (; at < rowBytes; at += 16) bringUp(w + at, g + at, scores + at, p, s, v);
    }
    const own = <i32>load<f64>(y + (row << 3));
    const old = residuals + ((row * nVectors) << 3);
    if (nVectors == 1) {
      const z = load<f64>(scores);
      const e = exp(z > 0 ? -z : z);
      const p = z > 0 ? 1 / (1 + e) : e / (1 + e);
      const target: f64 = own == 1 ? 1 : 0;
      store<f64>(losses + (row << 3), own == 1 ? p : 1 - p);
      const fresh = rowWeight * (p - target);
      const change = fresh - load<f64>(old);
      store<f64>(old, fresh);
      store<f64>(move, kept * change);
      store<f64>(add, share * change);
    } else {
      let max: f64 = load<f64>(scores);
      for (let k = 1; k < nVectors; k += 1) {
        const z = load<f64>(scores + (k << 3));
        if (z > max) max = z;
      }
      let sum: f64 = 0;
      for (let k = 0; k < nVectors; k += 1) {
        const e = exp(load<f64>(scores + (k << 3)) - max);
        store<f64>(scores + (k << 3), e);
        sum += e;
      }
      for (let k = 0; k < nVectors; k += 1) {
        const p = load<f64>(scores + (k << 3)) / sum;
        if (k == own) store<f64>(losses + (row << 3), p);
        const fresh = rowWeight * (k == own ? p - 1 : p);
        const change = fresh - load<f64>(old + (k << 3));
        store<f64>(old + (k << 3), fresh);
        store<f64>(move + (k << 3), kept * change);
        store<f64>(add + (k << 3), share * change);
      }
    }
    for (let i = begin; i < end; i += 1) {
      const column = load<i32>(columns + (i << 2));
      const w = weights + column * rowBytes;
      const g = gradients + column * rowBytes;
      const v = f64x2.splat(load<f64>(values + (i << 3)));
      let at = 0;
      for (; at < whole; at += 64) {
        moveBy(w + at, g + at, move + at, add + at, v);
        moveBy(w + at + 16, g + at + 16, move + at + 16, add + at + 16, v);
        moveBy(w + at + 32, g + at + 32, move + at + 32, add + at + 32, v);
        moveBy(w + at + 48, g + at + 48, move + at + 48, add + at + 48, v);
      }
      for (; at < rowBytes; at += 16) moveBy(w + at, g + at, move + at, add + at, v);
    }
    if (bias != 0) {
      const f = f64x2.splat(bias);
      for (let at = 0; at < rowBytes; at += 16) {
        v128.store(w0 + at, f64x2.sub(v128.load(w0 + at), f64x2.mul(f, v128.load(move + at))));
        v128.store(g0 + at, f64x2.add(v128.load(g0 + at), f64x2.mul(f, v128.load(add + at))));
      }
    }
  }
  store<i64>(scratch, touched);
}
