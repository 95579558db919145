import type { TrainingData } from '../../shared/estimators/estimator.ts';
import { createRng } from '../../shared/random/rng.ts';
import { trainingData } from './training-data.ts';

/** Two interleaved half circles, `nRows` points with a little noise: no straight line parts them. */
export function twoMoons(nRows: number, weights: readonly number[] | null = null, seed = 11): TrainingData {
  const rng = createRng(seed);
  const y = Array.from({ length: nRows }, (_, row) => row % 2);
  const rows = y.map((own) => {
    const angle = Math.PI * rng.uniform();
    const [x, height] = [Math.cos(angle), Math.sin(angle)];
    const noise = (): number => 0.1 * rng.normal();
    return own === 0 ? [x + noise(), height + noise()] : [1 - x + noise(), 0.5 - height + noise()];
  });
  return trainingData(rows, y, 2, weights);
}
