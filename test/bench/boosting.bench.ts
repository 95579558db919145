import type { Bench } from './bench.ts';
import { fitsBeside } from './fits-beside.ts';
import type { TreesWorkload } from './trees-workloads.ts';

const common = { estimator: 'gradient-boosting' } as const;
const plain = { ...common, nFeatures: 20, nClasses: 2 } as const;
const oneHot = { ...common, nFeatures: 54, nClasses: 2 } as const;
const faster = { XGBoost: { fitMs: 0.9 }, 'scikit-learn': { fitMs: 0.8 } };
const oneHotPeers = { XGBoost: { fitMs: 1.1 }, 'scikit-learn': {} };

/** Some forty seconds, peers included. */
const shortWorkloads: readonly TreesWorkload[] = [
  { ...plain, nRows: 100_000, params: { max_iter: 40 }, peers: faster, repeats: 2 },
  { ...oneHot, nRows: 50_000, params: { max_iter: 40 }, peers: oneHotPeers, repeats: 2 },
];

/** The rows of the table of goals; some seven minutes. */
const fullWorkloads: readonly TreesWorkload[] = [
  {
    ...plain,
    nRows: 1_000_000,
    params: { max_iter: 200 },
    peers: { ...faster, XGBoost: { ...faster.XGBoost, peakBytes: 0.7 } },
    repeats: 3,
  },
  { ...oneHot, nRows: 500_000, params: { max_iter: 200 }, peers: oneHotPeers, repeats: 3 },
];

export const boosting: Bench = {
  name: 'boosting',
  about:
    'gradient boosting, 31 leaves, on 2 threads beside XGBoost hist and scikit-learn HistGradientBoosting; --full for 200 rounds on 1M × 20',
  run: (options) => fitsBeside(options.full ? fullWorkloads : shortWorkloads, options),
};
