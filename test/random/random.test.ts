import { describe, expect, it } from 'vitest';
import {
  permutation,
  sampleWithoutReplacement,
  sampleWithReplacement,
  shuffle,
} from '../../shared/random/sampling.ts';
import type { Rng } from '../../shared/random/generator.ts';
import { createRng, rngFromState } from '../../shared/random/rng.ts';

const draw = (rng: Rng, n: number): number[] => Array.from({ length: n }, () => rng.uniform());
const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

describe('generator', () => {
  it('the same seed gives the same stream, on every engine and in every release', () => {
    const rng = createRng(42);
    expect(draw(rng, 3)).toEqual([0.948534940197911, 0.31806552143859934, 0.8499489190692224]);
    expect([rng.integer(1000), rng.normal()]).toEqual([825, -0.09687489304041019]);
  });

  it('neighbouring seeds, fractions and large seeds give unrelated streams', () => {
    const firsts = [0, 1, 2, 0.5, -1, 2 ** 53, 2 ** 53 + 2].map((seed) => createRng(seed).uniform());
    expect(new Set(firsts).size).toBe(firsts.length);
  });

  it('refuses a seed that is not finite', () => {
    expect(() => createRng(NaN)).toThrow(RangeError);
  });

  it('a saved state continues the stream, forks included', () => {
    const rng = createRng(5);
    draw(rng, 7);
    const copy = rngFromState(rng.state());
    expect(copy.fork(3).uniform()).toBe(rng.fork(3).uniform());
    expect(draw(copy, 5)).toEqual(draw(rng, 5));
  });

  it('a fork depends on the seed and its index alone, and does not advance its parent', () => {
    const rng = createRng(5);
    const early = draw(rng.fork(1), 4);
    const next = createRng(5).uniform();
    expect(rng.uniform()).toBe(next);
    expect(draw(rng.fork(1), 4)).toEqual(early);
    expect(draw(rng.fork(2), 4)).not.toEqual(early);
    expect(draw(rng.fork(1).fork(1), 4)).not.toEqual(early);
  });

  it('uniform, integer and normal have the moments they should', () => {
    const rng = createRng(1);
    const n = 40_000;
    expect(mean(draw(rng, n))).toBeCloseTo(0.5, 2);
    const normals = Array.from({ length: n }, () => rng.normal());
    expect(Math.abs(mean(normals))).toBeLessThan(0.02);
    expect(mean(normals.map((z) => z * z))).toBeCloseTo(1, 1);
    const counts = new Int32Array(7);
    for (let i = 0; i < n; i++) counts[rng.integer(7)]!++;
    const chi2 = counts.reduce((sum, c) => sum + (c - n / 7) ** 2 / (n / 7), 0);
    expect(chi2).toBeLessThan(22.46); // χ²(6), p = 0.001
  });

  it('integer(1) is 0, and bounds beyond 2^31 or below 1 are refused', () => {
    const rng = createRng(3);
    expect(rng.integer(1)).toBe(0);
    expect(() => rng.integer(0)).toThrow(RangeError);
    expect(() => rng.integer(2 ** 32)).toThrow(RangeError);
  });
});

describe('sampling', () => {
  it('a permutation holds every number once', () => {
    const order = permutation(100, createRng(9));
    expect([...order]).not.toEqual([...order].toSorted((a, b) => a - b));
    expect(new Set(order).size).toBe(100);
  });

  it('shuffle works in place, on arrays of anything', () => {
    const items = ['a', 'b', 'c', 'd', 'e', 'f'];
    expect(shuffle(items, createRng(2))).toBe(items);
    expect([...items].toSorted()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('every position of a shuffle is equally likely', () => {
    const rng = createRng(11);
    const first = new Int32Array(4);
    for (let i = 0; i < 20_000; i++) first[permutation(4, rng)[0]!]!++;
    for (const count of first) expect(Math.abs(count - 5000)).toBeLessThan(250);
  });

  it('draws with replacement repeat, draws without do not', () => {
    const withRepeats = sampleWithReplacement(50, 50, createRng(4));
    expect(new Set(withRepeats).size).toBeLessThan(50);
    expect(Math.max(...withRepeats)).toBeLessThan(50);
    const distinct = sampleWithoutReplacement(50, 20, createRng(4));
    expect(new Set(distinct).size).toBe(20);
  });
});
