import type { DenseKernels } from './dense-kernels.ts';

const { fround } = Math;

/** The oracle of dense.as.ts, and what trains where WebAssembly does not. `floats`: the whole memory. */
export function denseTypescript(floats: Float32Array): DenseKernels {
  const integers = new Int32Array(floats.buffer, floats.byteOffset, floats.length);
  return {
    multiply(a, aStride, b, bStride, bias, c, cStride, rows, depth, width) {
      for (let i = 0; i < rows; i += 1) {
        const to = c + i * cStride;
        for (let j = 0; j < width; j += 1) floats[to + j] = bias === 0 ? 0 : floats[bias + j]!;
        for (let k = 0; k < depth; k += 1)
          addScaled(floats, floats[a + i * aStride + k]!, b + k * bStride, to, width);
      }
    },
    addProducts(a, aStride, d, dStride, g, gStride, rows, height, width) {
      for (let r = 0; r < rows; r += 1)
        for (let i = 0; i < height; i += 1)
          addScaled(floats, floats[a + r * aStride + i]!, d + r * dStride, g + i * gStride, width);
    },
    addRows(d, dStride, out, rows, width) {
      for (let r = 0; r < rows; r += 1)
        for (let j = 0; j < width; j += 1)
          floats[out + j] = fround(floats[out + j]! + floats[d + r * dStride + j]!);
    },
    multiplySparse(columns, values, count, b, bStride, bias, c, width) {
      floats.copyWithin(c, bias, bias + width);
      for (let n = 0; n < count; n += 1)
        addScaled(floats, floats[values + n]!, b + integers[columns + n]! * bStride, c, width);
    },
    addProductsSparse(columns, values, count, d, g, gStride, width) {
      for (let n = 0; n < count; n += 1)
        addScaled(floats, floats[values + n]!, d, g + integers[columns + n]! * gStride, width);
    },
    transpose(b, bStride, t, tStride, height, width) {
      for (let i = 0; i < height; i += 1)
        for (let j = 0; j < width; j += 1) floats[t + j * tStride + i] = floats[b + i * bStride + j]!;
    },
    rectify: (x, length) => map(floats, x, length, (value) => Math.max(value, 0)),
    tanh: (x, length) => map(floats, x, length, tanh),
    sigmoid: (x, length) =>
      map(floats, x, length, (value) => fround(fround(tanh(fround(value * 0.5)) * 0.5) + 0.5)),
    rectifyBack: (y, d, length) => bend(floats, y, d, length, (value, delta) => (value > 0 ? delta : 0)),
    tanhBack: (y, d, length) =>
      bend(floats, y, d, length, (value, delta) => fround(delta * fround(1 - fround(value * value)))),
    sigmoidBack: (y, d, length) =>
      bend(floats, y, d, length, (value, delta) => fround(delta * fround(value * fround(1 - value)))),
    mask(x, mask, out, length) {
      for (let i = 0; i < length; i += 1) floats[out + i] = fround(floats[x + i]! * floats[mask + i]!);
    },
    adam(weights, gradients, first, second, length, penalty, rate, epsilon) {
      for (let i = 0; i < length; i += 1) {
        const w = floats[weights + i]!;
        const g = fround(floats[gradients + i]! + fround(penalty * w));
        const m = fround(fround(BETA1 * floats[first + i]!) + fround(REST1 * g));
        const v = fround(fround(BETA2 * floats[second + i]!) + fround(REST2 * fround(g * g)));
        floats[first + i] = m;
        floats[second + i] = v;
        const move = fround(fround(rate * m) / fround(fround(Math.sqrt(v)) + epsilon));
        floats[weights + i] = fround(w - move);
      }
    },
  };
}

const [BETA1, REST1, BETA2, REST2] = [fround(0.9), fround(0.1), fround(0.999), fround(0.001)];

/** floats[to …] += value · floats[from …]. */
function addScaled(floats: Float32Array, value: number, from: number, to: number, width: number): void {
  for (let j = 0; j < width; j += 1)
    floats[to + j] = fround(floats[to + j]! + fround(value * floats[from + j]!));
}

function map(floats: Float32Array, x: number, length: number, f: (value: number) => number): void {
  for (let i = x; i < x + length; i += 1) floats[i] = f(floats[i]!);
}

function bend(
  floats: Float32Array,
  y: number,
  d: number,
  length: number,
  f: (value: number, delta: number) => number,
): void {
  for (let i = 0; i < length; i += 1) floats[d + i] = f(floats[y + i]!, floats[d + i]!);
}

/** Numerator (odd powers, from 13 down to 1) and denominator (6 to 0), as in dense.as.ts. */
const [P13, P11, P9, P7, P5, P3, P1] = [
  -2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-8,
  1.48572235717979e-5, 6.37261928875436e-4, 4.89352455891786e-3,
].map(fround) as [number, number, number, number, number, number, number];
const [Q6, Q4, Q2, Q0] = [
  1.19825839466702e-6, 1.18534705686654e-4, 2.268434632439e-3, 4.89352518554385e-3,
].map(fround) as [number, number, number, number];
const LIMIT = fround(7.90531110763549805);

function tanh(value: number): number {
  const x = Math.min(Math.max(value, -LIMIT), LIMIT);
  const s = fround(x * x);
  let p = fround(fround(s * P13) + P11);
  p = fround(fround(s * p) + P9);
  p = fround(fround(s * p) + P7);
  p = fround(fround(s * p) + P5);
  p = fround(fround(s * p) + P3);
  p = fround(fround(s * p) + P1);
  let q = fround(fround(s * Q6) + Q4);
  q = fround(fround(s * q) + Q2);
  q = fround(fround(s * q) + Q0);
  return fround(fround(x * p) / q);
}
