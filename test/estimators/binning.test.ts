import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Team } from '../../shared/estimators/estimator.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { binEdges } from '../../shared/estimators/trees/bin-edges.ts';
import { binMatrix, EDGES_PER_FEATURE, type BinnedMatrix } from '../../shared/estimators/trees/binning.ts';
import { createMatrix } from '../../shared/numeric/matrix.ts';
import { createRng } from '../../shared/random/rng.ts';

const values = fc.array(
  fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double({ noNaN: true, noDefaultInfinity: true })),
  { minLength: 1, maxLength: 400 },
);
const maxBins = fc.integer({ min: 2, max: 256 });

const binOf = (x: number, edges: Float64Array): number => edges.filter((edge) => x > edge).length;

function binNow(
  X: { nRows: number; nColumns: number; values: Float64Array },
  team: Team = soloTeam(),
): BinnedMatrix {
  const steps = binMatrix(X, 256, createRng(1), team);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

describe('bin edges', () => {
  it('are ascending, at most maxBins − 1, and leave no bin empty', () => {
    fc.assert(
      fc.property(values, maxBins, (list, limit) => {
        const edges = binEdges(Float64Array.from(list).toSorted(), limit);
        expect(edges.length).toBeLessThan(limit);
        expect(edges.every((edge, i) => i === 0 || edge > edges[i - 1]!)).toBe(true);
        expect(new Set(list.map((x) => binOf(x, edges))).size).toBe(edges.length + 1);
      }),
    );
  });

  it('[SYNC10] are never a value of the data', () => {
    const list = Float64Array.from({ length: 5000 }, (_, i) => Math.sqrt(i)).toSorted();
    for (const limit of [2, 16, 256])
      for (const edge of binEdges(list, limit)) expect(list.includes(edge)).toBe(false);
  });

  it('part every two distinct values while there are few, neighbouring doubles too', () => {
    const next = 1 + 2 ** -52;
    const edges = binEdges(Float64Array.of(-1e308, 0, 1, next, 1e308), 256);
    expect(edges.length).toBe(4);
    expect([1, next].map((x) => binOf(x, edges))).toEqual([2, 3]);
    expect(edges.every(Number.isFinite)).toBe(true);
  });

  it('stand at quantiles when there are many, and a frequent value keeps a bin to itself', () => {
    const list = Float64Array.from({ length: 20_000 }, (_, i) => (i < 10_000 ? 0 : i)).toSorted();
    const edges = binEdges(list, 16);
    expect(edges.length).toBe(15);
    expect(edges[0]).toBeLessThanOrEqual(5000);
    expect(binOf(0, edges)).toBe(0);
    const sizes = new Int32Array(16);
    for (const x of list) sizes[binOf(x, edges)]!++;
    expect(Math.max(...sizes.subarray(1))).toBeLessThan(1.2 * Math.min(...sizes.subarray(1)));
  });
});

describe('binned matrix', () => {
  const rng = createRng(6);
  const X = createMatrix(
    700,
    5,
    new Float64Array(3500).map((_, i) => (i % 5 === 3 ? 2 : rng.normal())),
  );
  const binned = binNow(X);

  it('a value is in bin ≤ b exactly when it is ≤ edge b, which is what prediction asks', () => {
    for (let row = 0; row < X.nRows; row++)
      for (let feature = 0; feature < X.nColumns; feature++) {
        const count = binned.binCounts[feature]!;
        const at = feature * EDGES_PER_FEATURE;
        const bin = binOf(X.values[row * X.nColumns + feature]!, binned.edges.slice(at, at + count - 1));
        expect(binned.byColumn[feature * X.nRows + row]).toBe(bin);
      }
  });

  it('a constant column has one bin', () => {
    expect([...binned.binCounts]).toEqual([256, 256, 256, 1, 256]);
  });

  it('takes edges from a sample above 65,536 rows, the same for the same seed', () => {
    const big = createMatrix(
      70_000,
      1,
      new Float64Array(70_000).map((_, i) => i * i),
    );
    const first = binNow(big);
    expect(first.edges).toEqual(binNow(big).edges);
    expect(first.binCounts[0]).toBe(256);
    const sizes = new Int32Array(256);
    for (const bin of first.byColumn) sizes[bin]!++;
    expect(Math.max(...sizes)).toBeLessThan(2 * (70_000 / 256));
  });
});
