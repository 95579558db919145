import { expect, it } from 'vitest';
import { createRng } from '../../shared/random/rng.ts';
import {
  addToSketch,
  mergeSketches,
  sketchEntries,
  sketchQuantile,
  type Sketch,
} from '../../shared/statistics/sketch.ts';

const rng = createRng(9);
const values = Array.from({ length: 5000 }, () => 4 * rng.normal() ** 4 + 0.01);

function sketchOf(some: readonly number[]): Sketch {
  const sketch: Sketch = new Map();
  for (const value of some) addToSketch(sketch, value);
  return sketch;
}

it('every quantile is within 1 % of the true one', () => {
  const sorted = values.toSorted((a, b) => a - b);
  const sketch = sketchOf(values);
  for (const q of [0, 0.01, 0.5, 0.95, 0.99, 1]) {
    const exact = sorted[Math.floor(q * (sorted.length - 1))]!;
    expect(Math.abs(sketchQuantile(sketch, q)! - exact) / exact).toBeLessThanOrEqual(0.0100001);
  }
});

it('[MON2] merging parts gives the very sketch of the whole', () => {
  const merged = mergeSketches(sketchOf(values.slice(0, 1234)), sketchOf(values.slice(1234)));
  expect(sketchEntries(merged)).toEqual(sketchEntries(sketchOf(values)));
});

it('nothing and zero are served', () => {
  expect(sketchQuantile(new Map(), 0.5)).toBeNull();
  expect(sketchQuantile(sketchOf([0]), 0.5)).toBeLessThan(1e-5);
});
