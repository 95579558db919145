import type { Progress } from '../estimator.ts';

/** What a search says at its end, kept among the figures of the run: how long it took, and whether it arrived. */
export function outcomeMetrics(
  { iterations, converged }: { readonly iterations: number; readonly converged: boolean },
  total: number,
): Progress {
  return {
    stage: 'train',
    done: iterations,
    total,
    metrics: [
      { key: 'n_iter', value: iterations, step: 0 },
      { key: 'converged', value: +converged, step: 0 },
    ],
  };
}
