import type { ModelState } from '../estimator.ts';

/** What searches that go row by row report, in epochs. */
export interface RowProgress {
  /** Epochs behind, and the share of the one under way. */
  readonly iteration: number;
  readonly within: number;
  /** At the end of an epoch: the objective, each row's loss taken as it was when the row was visited. */
  readonly value: number | null;
  /** Only at the end of an epoch. */
  readonly checkpoint?: () => ModelState;
}

export interface RowResult {
  /** nVectors × nFeatures coefficients, then nVectors intercepts. */
  readonly x: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}
