import type { TrainingData } from '../../shared/estimators/estimator.ts';
import { createRng } from '../../shared/random/rng.ts';

export type BoostingTarget = 'binary' | 'three' | 'number' | 'count';

export const N_LEVELS = 40;

/**
 * Four numbers (the first misses where it is large, the second now and then), a category of 40 levels
 * that matters by level, one of three that does not, and a constant.
 */
export function boostingData(target: BoostingTarget, nRows: number, seed = 5): TrainingData {
  const rng = createRng(seed);
  const nColumns = 7;
  const values = new Float64Array(nRows * nColumns);
  const y = new Float64Array(nRows);
  const effects = Float64Array.from({ length: N_LEVELS }, (_, k) => ((k * 17) % N_LEVELS) / 10 - 2);
  for (let row = 0; row < nRows; row++) {
    const x = values.subarray(row * nColumns, (row + 1) * nColumns);
    for (let k = 0; k < 4; k++) x[k] = rng.normal();
    const level = Math.floor(N_LEVELS * rng.uniform() ** 2);
    x[4] = level;
    x[5] = rng.integer(3);
    x[6] = 1;
    const signal = x[0]! - x[1]! * x[2]! + effects[level]! + rng.normal();
    y[row] = targetOf(target, signal);
    if (x[0]! > 0.8 && rng.uniform() < 0.7) x[0] = NaN;
    if (rng.uniform() < 0.1) x[1] = NaN;
    if (rng.uniform() < 0.05) x[4] = NaN;
  }
  return {
    X: { nRows, nColumns, values },
    y,
    weights: null,
    nClasses: { binary: 2, three: 3, number: 0, count: 0 }[target],
    featureNames: ['a', 'b', 'c', 'd', 'level', 'idle', 'one'],
    levels: Int32Array.of(0, 0, 0, 0, N_LEVELS, 3, 0),
  };
}

function targetOf(target: BoostingTarget, signal: number): number {
  switch (target) {
    case 'binary':
      return +(signal > 0);
    case 'three':
      return +(signal > -1) + +(signal > 1);
    case 'number':
      return signal;
    case 'count':
      return Math.max(0, Math.round(2 * signal));
  }
}
