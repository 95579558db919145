import { expect, it } from 'vitest';
import { evaluateClassification } from '../../shared/evaluation/classification.ts';
import { thinCurve } from '../../shared/evaluation/thin-curve.ts';
import { createRng } from '../../shared/random/rng.ts';

it('a curve of straight runs keeps exactly its corners', () => {
  const x = Float64Array.from({ length: 3000 }, (_, i) => i);
  const y = x.map((at) => (at < 1000 ? at : at < 2000 ? 1000 : 1000 + 3 * (at - 2000)));
  expect([...thinCurve(x, y)]).toEqual([0, 1000, 2000, 2999]);
});

it('a single point is a curve', () => {
  expect([...thinCurve(Float64Array.of(1), Float64Array.of(1))]).toEqual([0]);
});

const area = ({ x, y: height }: { x: number[]; y: number[] }): number =>
  x.slice(1).reduce((sum, at, i) => sum + ((at - x[i]!) * (height[i]! + height[i + 1]!)) / 2, 0);

it('50,000 rows are drawn with at most 512 points, within a thousandth of the full curve’s area', () => {
  const rng = createRng(31);
  const nRows = 50_000;
  const y = Float64Array.from({ length: nRows }, () => rng.integer(2));
  const probabilities = new Float64Array(2 * nRows);
  y.forEach((k, row) => {
    const p = 1 / (1 + Math.exp(-(rng.normal() + 2 * k - 1)));
    probabilities[2 * row] = 1 - p;
    probabilities[2 * row + 1] = p;
  });
  const { roc, pr, rocAuc, prAuc } = evaluateClassification({ labels: ['0', '1'], y, probabilities });
  for (const curve of [roc[0]!, pr[0]!]) {
    expect(curve.x.length).toBeLessThanOrEqual(512);
    expect(curve.x.length).toBeGreaterThan(100);
    expect(curve.x).toEqual(curve.x.toSorted((a, b) => a - b));
    expect(curve.thresholds).toEqual(curve.thresholds.toSorted((a, b) => b - a));
  }
  expect([roc[0]!.x.at(0), roc[0]!.y.at(0), roc[0]!.x.at(-1), roc[0]!.y.at(-1)]).toEqual([0, 0, 1, 1]);
  expect(Math.abs(area(roc[0]!) - rocAuc!)).toBeLessThan(1e-3);
  expect(Math.abs(area(pr[0]!) - prAuc!)).toBeLessThan(1e-3);
});
