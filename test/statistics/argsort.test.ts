import { expect, it } from 'vitest';
import { createRng } from '../../shared/random/rng.ts';
import { argsort } from '../../shared/statistics/argsort.ts';

it.each([10, 5000])('sorts %d rows of any sign stably', (n) => {
  const rng = createRng(n);
  const values = Float64Array.from({ length: n }, () => Math.round(50 * rng.normal()) / 7);
  values[0] = -0;
  values[1] = 0;
  values[2] = -1e300;
  const expected = [...values.keys()].toSorted((i, j) => values[i]! - values[j]! || i - j);
  expect([...argsort(values)]).toEqual(expected);
});
