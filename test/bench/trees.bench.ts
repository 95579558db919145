import type { Bench } from './bench.ts';
import { fitsBeside } from './fits-beside.ts';
import type { TreesWorkload } from './trees-workloads.ts';

const forest = { estimator: 'random-forest', params: { n_estimators: 100, max_depth: 10 } } as const;
const extra = { estimator: 'extra-trees', params: { n_estimators: 100, max_depth: 10 } } as const;
const boosting = { estimator: 'gradient-boosting', params: { max_iter: 100 } } as const;
const plain = { nFeatures: 20, nClasses: 2 } as const;
const oneHot = { nFeatures: 54, nClasses: 7 } as const;

/** What a fit and a prediction may take beside scikit-learn's. */
const beside = (fitMs?: number): Pick<TreesWorkload, 'peers'> => ({
  peers: { 'scikit-learn': fitMs === undefined ? { predictMs: 0.3 } : { fitMs, predictMs: 0.3 } },
});

/** Less than a minute, peers included. */
const shortWorkloads: readonly TreesWorkload[] = [
  { ...forest, ...plain, nRows: 1000, ...beside(0.4), repeats: 3 },
  { ...forest, ...plain, nRows: 10_000, ...beside(0.4), repeats: 3 },
  { ...extra, ...plain, nRows: 10_000, ...beside(), repeats: 3 },
  { ...forest, ...oneHot, nRows: 25_000, ...beside(), repeats: 1 },
  { ...boosting, ...plain, nRows: 20_000, ...beside(), repeats: 3 },
];

/** The rows of the table of goals; some ten minutes. */
const fullWorkloads: readonly TreesWorkload[] = [
  { ...forest, ...plain, nRows: 1000, ...beside(0.4), repeats: 5 },
  { ...forest, ...plain, nRows: 10_000, ...beside(0.4), repeats: 5 },
  { ...forest, ...plain, nRows: 100_000, ...beside(0.06), repeats: 3 },
  { ...extra, ...plain, nRows: 100_000, ...beside(), repeats: 3 },
  { ...boosting, ...plain, nRows: 100_000, ...beside(0.8), repeats: 3 },
  { ...forest, ...oneHot, nRows: 500_000, ...beside(0.15), repeats: 1 },
  { ...forest, ...plain, nRows: 1_000_000, ...beside(0.06), repeats: 1 },
];

export const trees: Bench = {
  name: 'trees',
  about:
    'forests and boosting on 2 threads, beside scikit-learn with n_jobs=2; --full for the sizes of the goals',
  run: (options) => fitsBeside(options.full ? fullWorkloads : shortWorkloads, options),
};
