/*
 * Dense layers in single precision, four lanes at a time: dense-typescript.ts bit for bit. Every argument
 * that names an array counts floats from the front of memory; `width` and every stride is a multiple of 4.
 * A sum runs over its index in ascending order within its lane, whatever the blocks.
 */

const LANES: i32 = 4;

// @ts-ignore: decorator
@inline
function at(index: usize): usize {
  return index << 2;
}

// @ts-ignore: decorator
@inline
function madd(sum: v128, a: usize, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(v128.load32_splat(a), b));
}

/** c[i, j] = bias[j] + Σk a[i, k] · b[k, j] for `rows` × `width`; bias 0 = none. */
export function multiply(
  a: usize,
  aStride: usize,
  b: usize,
  bStride: usize,
  bias: usize,
  c: usize,
  cStride: usize,
  rows: i32,
  depth: i32,
  width: i32,
): void {
  let i: i32 = 0;
  for (; i + 4 <= rows; i += 4) {
    const aRow = at(a + <usize>i * aStride);
    const cRow = at(c + <usize>i * cStride);
    let j: i32 = 0;
    for (; j + 8 <= width; j += 8) multiply4x8(aRow, at(aStride), b + j, bStride, biasAt(bias, j), cRow + at(j), at(cStride), depth);
    if (j < width) multiply4x4(aRow, at(aStride), b + j, bStride, biasAt(bias, j), cRow + at(j), at(cStride), depth);
  }
  for (; i < rows; i += 1)
    for (let j: i32 = 0; j < width; j += LANES)
      multiply1x4(at(a + <usize>i * aStride), b + j, bStride, biasAt(bias, j), at(c + <usize>i * cStride + j), depth);
}

// @ts-ignore: decorator
@inline
function biasAt(bias: usize, j: usize): usize {
  return bias == 0 ? 0 : at(bias + j);
}

// @ts-ignore: decorator
@inline
function startOf(bias: usize): v128 {
  return bias == 0 ? f32x4.splat(0) : v128.load(bias);
}

// @ts-ignore: decorator
@inline
function multiply4x8(a: usize, aStep: usize, b: usize, bStride: usize, bias: usize, c: usize, cStep: usize, depth: i32): void {
  let s00 = startOf(bias);
  let s01 = bias == 0 ? f32x4.splat(0) : v128.load(bias, 16);
  let s10 = s00;
  let s11 = s01;
  let s20 = s00;
  let s21 = s01;
  let s30 = s00;
  let s31 = s01;
  let a0 = a;
  let a1 = a + aStep;
  let a2 = a1 + aStep;
  let a3 = a2 + aStep;
  let from = at(b);
  const step = at(bStride);
  for (let k: i32 = 0; k < depth; k += 1) {
    const b0 = v128.load(from);
    const b1 = v128.load(from, 16);
    let x = v128.load32_splat(a0);
    s00 = f32x4.add(s00, f32x4.mul(x, b0));
    s01 = f32x4.add(s01, f32x4.mul(x, b1));
    x = v128.load32_splat(a1);
    s10 = f32x4.add(s10, f32x4.mul(x, b0));
    s11 = f32x4.add(s11, f32x4.mul(x, b1));
    x = v128.load32_splat(a2);
    s20 = f32x4.add(s20, f32x4.mul(x, b0));
    s21 = f32x4.add(s21, f32x4.mul(x, b1));
    x = v128.load32_splat(a3);
    s30 = f32x4.add(s30, f32x4.mul(x, b0));
    s31 = f32x4.add(s31, f32x4.mul(x, b1));
    a0 += 4;
    a1 += 4;
    a2 += 4;
    a3 += 4;
    from += step;
  }
  v128.store(c, s00);
  v128.store(c, s01, 16);
  c += cStep;
  v128.store(c, s10);
  v128.store(c, s11, 16);
  c += cStep;
  v128.store(c, s20);
  v128.store(c, s21, 16);
  c += cStep;
  v128.store(c, s30);
  v128.store(c, s31, 16);
}

// @ts-ignore: decorator
@inline
function multiply4x4(a: usize, aStep: usize, b: usize, bStride: usize, bias: usize, c: usize, cStep: usize, depth: i32): void {
  let s0 = startOf(bias);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let k: i32 = 0; k < depth; k += 1) {
    const b0 = v128.load(at(b));
    s0 = madd(s0, a, b0);
    s1 = madd(s1, a + aStep, b0);
    s2 = madd(s2, a + aStep + aStep, b0);
    s3 = madd(s3, a + aStep + aStep + aStep, b0);
    a += 4;
    b += bStride;
  }
  v128.store(c, s0);
  v128.store(c + cStep, s1);
  v128.store(c + cStep + cStep, s2);
  v128.store(c + cStep + cStep + cStep, s3);
}

// @ts-ignore: decorator
@inline
function multiply1x4(a: usize, b: usize, bStride: usize, bias: usize, c: usize, depth: i32): void {
  let sum = startOf(bias);
  for (let k: i32 = 0; k < depth; k += 1) {
    sum = madd(sum, a, v128.load(at(b)));
    a += 4;
    b += bStride;
  }
  v128.store(c, sum);
}

/** g[i, j] += Σr a[r, i] · d[r, j] for `height` × `width`, over `rows` in order. */
export function addProducts(
  a: usize,
  aStride: usize,
  d: usize,
  dStride: usize,
  g: usize,
  gStride: usize,
  rows: i32,
  height: i32,
  width: i32,
): void {
  let i: i32 = 0;
  for (; i + 4 <= height; i += 4) {
    let j: i32 = 0;
    for (; j + 8 <= width; j += 8)
      products4x8(at(a + i), at(aStride), at(d + j), at(dStride), at(g + <usize>i * gStride + j), at(gStride), rows);
    if (j < width)
      products4x4(at(a + i), at(aStride), at(d + j), at(dStride), at(g + <usize>i * gStride + j), at(gStride), rows);
  }
  for (; i < height; i += 1)
    for (let j: i32 = 0; j < width; j += LANES)
      products1x4(at(a + i), at(aStride), at(d + j), at(dStride), at(g + <usize>i * gStride + j), rows);
}

// @ts-ignore: decorator
@inline
function products4x8(a: usize, aStep: usize, d: usize, dStep: usize, g: usize, gStep: usize, rows: i32): void {
  const g1 = g + gStep;
  const g2 = g1 + gStep;
  const g3 = g2 + gStep;
  let s00 = v128.load(g);
  let s01 = v128.load(g, 16);
  let s10 = v128.load(g1);
  let s11 = v128.load(g1, 16);
  let s20 = v128.load(g2);
  let s21 = v128.load(g2, 16);
  let s30 = v128.load(g3);
  let s31 = v128.load(g3, 16);
  for (let r: i32 = 0; r < rows; r += 1) {
    const d0 = v128.load(d);
    const d1 = v128.load(d, 16);
    let x = v128.load32_splat(a);
    s00 = f32x4.add(s00, f32x4.mul(x, d0));
    s01 = f32x4.add(s01, f32x4.mul(x, d1));
    x = v128.load32_splat(a, 4);
    s10 = f32x4.add(s10, f32x4.mul(x, d0));
    s11 = f32x4.add(s11, f32x4.mul(x, d1));
    x = v128.load32_splat(a, 8);
    s20 = f32x4.add(s20, f32x4.mul(x, d0));
    s21 = f32x4.add(s21, f32x4.mul(x, d1));
    x = v128.load32_splat(a, 12);
    s30 = f32x4.add(s30, f32x4.mul(x, d0));
    s31 = f32x4.add(s31, f32x4.mul(x, d1));
    a += aStep;
    d += dStep;
  }
  v128.store(g, s00);
  v128.store(g, s01, 16);
  v128.store(g1, s10);
  v128.store(g1, s11, 16);
  v128.store(g2, s20);
  v128.store(g2, s21, 16);
  v128.store(g3, s30);
  v128.store(g3, s31, 16);
}

// @ts-ignore: decorator
@inline
function products4x4(a: usize, aStep: usize, d: usize, dStep: usize, g: usize, gStep: usize, rows: i32): void {
  const g1 = g + gStep;
  const g2 = g1 + gStep;
  const g3 = g2 + gStep;
  let s0 = v128.load(g);
  let s1 = v128.load(g1);
  let s2 = v128.load(g2);
  let s3 = v128.load(g3);
  for (let r: i32 = 0; r < rows; r += 1) {
    const d0 = v128.load(d);
    s0 = madd(s0, a, d0);
    s1 = madd(s1, a + 4, d0);
    s2 = madd(s2, a + 8, d0);
    s3 = madd(s3, a + 12, d0);
    a += aStep;
    d += dStep;
  }
  v128.store(g, s0);
  v128.store(g1, s1);
  v128.store(g2, s2);
  v128.store(g3, s3);
}

// @ts-ignore: decorator
@inline
function products1x4(a: usize, aStep: usize, d: usize, dStep: usize, g: usize, rows: i32): void {
  let sum = v128.load(g);
  for (let r: i32 = 0; r < rows; r += 1) {
    sum = madd(sum, a, v128.load(d));
    a += aStep;
    d += dStep;
  }
  v128.store(g, sum);
}

/** out[j] += Σr d[r, j]. */
export function addRows(d: usize, dStride: usize, out: usize, rows: i32, width: i32): void {
  for (let j: i32 = 0; j < width; j += LANES) {
    let sum = v128.load(at(out + j));
    let from = at(d + j);
    for (let r: i32 = 0; r < rows; r += 1) {
      sum = f32x4.add(sum, v128.load(from));
      from += at(dStride);
    }
    v128.store(at(out + j), sum);
  }
}

/** c[j] = bias[j] + Σ value · b[column, j] over the `count` stored values of one row. */
export function multiplySparse(
  columns: usize,
  values: usize,
  count: i32,
  b: usize,
  bStride: usize,
  bias: usize,
  c: usize,
  width: i32,
): void {
  for (let j: i32 = 0; j < width; j += LANES) {
    let sum = v128.load(at(bias + j));
    for (let n: i32 = 0; n < count; n += 1) {
      const column = <usize>load<i32>(at(columns + n));
      sum = madd(sum, at(values + n), v128.load(at(b + column * bStride + j)));
    }
    v128.store(at(c + j), sum);
  }
}

/** g[column, j] += value · d[j] over the `count` stored values of one row. */
export function addProductsSparse(
  columns: usize,
  values: usize,
  count: i32,
  d: usize,
  g: usize,
  gStride: usize,
  width: i32,
): void {
  for (let n: i32 = 0; n < count; n += 1) {
    const to = g + <usize>load<i32>(at(columns + n)) * gStride;
    for (let j: i32 = 0; j < width; j += LANES)
      v128.store(at(to + j), madd(v128.load(at(to + j)), at(values + n), v128.load(at(d + j))));
  }
}

/** t[j, i] = b[i, j] for `height` rows of b and `width` columns of them. */
export function transpose(b: usize, bStride: usize, t: usize, tStride: usize, height: i32, width: i32): void {
  for (let i: i32 = 0; i < height; i += 1)
    for (let j: i32 = 0; j < width; j += 1)
      store<f32>(at(t + <usize>j * tStride + i), load<f32>(at(b + <usize>i * bStride + j)));
}

/** x = max(x, 0). */
export function rectify(x: usize, length: i32): void {
  for (let i: i32 = 0; i < length; i += LANES)
    v128.store(at(x + i), f32x4.max(v128.load(at(x + i)), f32x4.splat(0)));
}

/** d = 0 where the rectified y is 0. */
export function rectifyBack(y: usize, d: usize, length: i32): void {
  for (let i: i32 = 0; i < length; i += LANES)
    v128.store(at(d + i), v128.and(v128.load(at(d + i)), f32x4.gt(v128.load(at(y + i)), f32x4.splat(0))));
}

/** The rational approximation of Eigen (Jacob, Guennebaud and others), clamped where it reaches 1. */
// @ts-ignore: decorator
@inline
function tanh4(value: v128): v128 {
  const x = f32x4.min(f32x4.max(value, f32x4.splat(-7.90531110763549805)), f32x4.splat(7.90531110763549805));
  const s = f32x4.mul(x, x);
  let p = f32x4.add(f32x4.mul(s, f32x4.splat(-2.76076847742355e-16)), f32x4.splat(2.00018790482477e-13));
  p = f32x4.add(f32x4.mul(s, p), f32x4.splat(-8.60467152213735e-11));
  p = f32x4.add(f32x4.mul(s, p), f32x4.splat(5.12229709037114e-8));
  p = f32x4.add(f32x4.mul(s, p), f32x4.splat(1.48572235717979e-5));
  p = f32x4.add(f32x4.mul(s, p), f32x4.splat(6.37261928875436e-4));
  p = f32x4.add(f32x4.mul(s, p), f32x4.splat(4.89352455891786e-3));
  let q = f32x4.add(f32x4.mul(s, f32x4.splat(1.19825839466702e-6)), f32x4.splat(1.18534705686654e-4));
  q = f32x4.add(f32x4.mul(s, q), f32x4.splat(2.268434632439e-3));
  q = f32x4.add(f32x4.mul(s, q), f32x4.splat(4.89352518554385e-3));
  return f32x4.div(f32x4.mul(x, p), q);
}

/** x = tanh x. */
export function tanh(x: usize, length: i32): void {
  for (let i: i32 = 0; i < length; i += LANES) v128.store(at(x + i), tanh4(v128.load(at(x + i))));
}

/** d = d · (1 − y²). */
export function tanhBack(y: usize, d: usize, length: i32): void {
  for (let i: i32 = 0; i < length; i += LANES) {
    const value = v128.load(at(y + i));
    const slope = f32x4.sub(f32x4.splat(1), f32x4.mul(value, value));
    v128.store(at(d + i), f32x4.mul(v128.load(at(d + i)), slope));
  }
}

/** x = 1 / (1 + e^−x), as (1 + tanh(x / 2)) / 2. */
export function sigmoid(x: usize, length: i32): void {
  const half = f32x4.splat(0.5);
  for (let i: i32 = 0; i < length; i += LANES) {
    const bent = tanh4(f32x4.mul(v128.load(at(x + i)), half));
    v128.store(at(x + i), f32x4.add(f32x4.mul(bent, half), half));
  }
}

/** d = d · y · (1 − y). */
export function sigmoidBack(y: usize, d: usize, length: i32): void {
  for (let i: i32 = 0; i < length; i += LANES) {
    const value = v128.load(at(y + i));
    const slope = f32x4.mul(value, f32x4.sub(f32x4.splat(1), value));
    v128.store(at(d + i), f32x4.mul(v128.load(at(d + i)), slope));
  }
}

/** out = x · mask. */
export function mask(x: usize, mask: usize, out: usize, length: i32): void {
  for (let i: i32 = 0; i < length; i += LANES)
    v128.store(at(out + i), f32x4.mul(v128.load(at(x + i)), v128.load(at(mask + i))));
}

/** One step of Adam; `rate` and `epsilon` carry the corrections of the step. */
export function adam(
  weights: usize,
  gradients: usize,
  first: usize,
  second: usize,
  length: i32,
  penalty: f32,
  rate: f32,
  epsilon: f32,
): void {
  for (let i: i32 = 0; i < length; i += LANES) {
    const w = v128.load(at(weights + i));
    const g = f32x4.add(v128.load(at(gradients + i)), f32x4.mul(f32x4.splat(penalty), w));
    const old = f32x4.mul(f32x4.splat(0.9), v128.load(at(first + i)));
    const m = f32x4.add(old, f32x4.mul(f32x4.splat(0.1), g));
    const square = f32x4.mul(f32x4.splat(0.001), f32x4.mul(g, g));
    const v = f32x4.add(f32x4.mul(f32x4.splat(0.999), v128.load(at(second + i))), square);
    const move = f32x4.div(f32x4.mul(f32x4.splat(rate), m), f32x4.add(f32x4.sqrt(v), f32x4.splat(epsilon)));
    v128.store(at(first + i), m);
    v128.store(at(second + i), v);
    v128.store(at(weights + i), f32x4.sub(w, move));
  }
}
