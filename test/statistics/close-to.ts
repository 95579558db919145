import { expect } from 'vitest';

/** Fails unless `actual` is within `relative` of `expected`, or within `absolute` of it. */
export function closeTo(actual: number, expected: number, relative: number, absolute = 1e-300): void {
  const error = Math.abs(actual - expected);
  const allowed = Math.max(absolute, relative * Math.abs(expected));
  expect(error, `${actual} instead of ${expected}`).toBeLessThanOrEqual(allowed);
}
