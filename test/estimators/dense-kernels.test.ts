import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadKernels } from '../../shared/numeric/kernels.ts';
import { createPlainMemory } from '../../shared/numeric/kernel-memory.ts';
import type { DenseKernels } from '../../shared/estimators/neural-network/dense-kernels.ts';
import { denseTypescript } from '../../shared/estimators/neural-network/dense-typescript.ts';
import { DENSE } from '../../shared/estimators/neural-network/dense.wasm.ts';
import { createRng } from '../../shared/random/rng.ts';

const FLOATS = 16_384;
const [A, B, C, D] = [16, 4096, 8192, 12_288] as const;

/** Runs the same call on both and compares every bit of the memory. */
function expectSame(seed: number, call: (kernels: DenseKernels, integers: Int32Array) => void): void {
  const memory = createPlainMemory(4 * FLOATS);
  const floats = new Float32Array(memory.buffer);
  const rng = createRng(seed);
  for (let i = 0; i < floats.length; i += 1) floats[i] = (rng.uniform() - 0.5) * 4;
  const other = floats.slice();
  call(loadKernels<DenseKernels>(DENSE, memory)!, new Int32Array(floats.buffer));
  call(denseTypescript(other), new Int32Array(other.buffer));
  const differs = other.findIndex((_, at) => bits(other)[at] !== bits(floats)[at]);
  expect(differs).toBe(-1);
}

const bits = (floats: Float32Array): Uint32Array => new Uint32Array(floats.buffer);

const seed = fc.nat();
const rows = fc.integer({ min: 1, max: 13 });
const depth = fc.integer({ min: 1, max: 21 });
const width = fc.integer({ min: 1, max: 7 }).map((vectors) => 4 * vectors);

describe('the kernels of dense layers have the bits of the TypeScript', () => {
  it('in products', () => {
    fc.assert(
      fc.property(seed, rows, depth, width, fc.boolean(), (start, m, k, n, biased) =>
        expectSame(start, (kernels) => kernels.multiply(A, k + 3, B, n + 4, biased ? D : 0, C, n, m, k, n)),
      ),
      { numRuns: 60 },
    );
  });

  it('in products with the rows', () => {
    fc.assert(
      fc.property(seed, rows, depth, width, (start, r, m, n) =>
        expectSame(start, (kernels) => {
          kernels.addProducts(A, m + 1, B, n, C, n + 4, r, m, n);
          kernels.addRows(B, n, D, r, n);
          kernels.transpose(B, n, D + 64, 24, m, n);
        }),
      ),
      { numRuns: 60 },
    );
  });

  it('in products of sparse rows', () => {
    fc.assert(
      fc.property(seed, depth, width, (start, count, n) =>
        expectSame(start, (kernels, integers) => {
          for (let i = 0; i < count; i += 1) integers[A + i] = (i * 7) % 30;
          kernels.multiplySparse(A, D, count, B, n, D + 64, C, n);
          kernels.addProductsSparse(A, D, count, C, B, n, n);
        }),
      ),
      { numRuns: 60 },
    );
  });

  it.each(['rectify', 'tanh', 'sigmoid'] as const)('in %s and its slope, far out too', (name) => {
    expectSame(3, (kernels) => {
      kernels.adam(B, A, C, D, 64, 0, Math.fround(-9), 0);
      kernels[name](A, 1024);
      kernels[`${name}Back`](A, B, 1024);
      kernels.mask(A, B, C, 1024);
    });
  });

  it('in Adam', () => {
    expectSame(4, (kernels) => {
      kernels.mask(D, D, D, 512);
      kernels.adam(A, B, C, D, 512, Math.fround(0.01), Math.fround(0.002), Math.fround(1e-7));
    });
  });

  it('and tanh and sigmoid are what they are called', () => {
    const floats = Float32Array.from({ length: 400 }, (_, at) => (at - 200) / 20);
    const [bent, squashed] = [floats.slice(), floats.slice()];
    denseTypescript(bent).tanh(0, 400);
    denseTypescript(squashed).sigmoid(0, 400);
    floats.forEach((x, at) => {
      expect(Math.abs(bent[at]! - Math.tanh(x))).toBeLessThan(3e-7);
      expect(Math.abs(squashed[at]! - 1 / (1 + Math.exp(-x)))).toBeLessThan(3e-7);
    });
  });
});
