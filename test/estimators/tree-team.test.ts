import { describe, expect, it } from 'vitest';
import { makeParts, type Target } from './congruential-data.ts';
import { fitNow, stateDigest, treeEstimators } from './tree-fitting.ts';
import { fitWithThreads, type TeamFit } from './thread-team.ts';

const targets: readonly Target[] = ['binary', 'three', 'number'];
const params: Record<string, Record<string, unknown>> = {
  'random-forest': { n_estimators: 23 },
  'extra-trees': { n_estimators: 23 },
  'decision-tree': {},
  'gradient-boosting': { max_iter: 5 },
};

const fits: TeamFit[] = treeEstimators.flatMap(({ name }) =>
  targets.map((target) => ({ estimator: name, target, params: params[name]! })),
);
/** More threads than trees: some grow none, and still meet the others. */
fits.push({ estimator: 'random-forest', target: 'binary', params: { n_estimators: 2 } });

function aloneDigest(fit: TeamFit): string {
  const estimator = treeEstimators.find(({ name }) => name === fit.estimator)!;
  return stateDigest(fitNow(estimator, makeParts(fit.target, 3, 900, 1).train, fit.params));
}

/** Threads finish trees in any order; every peer must still end with the model that one thread makes. */
describe.each([2, 3])('%d threads', (size) => {
  it('give the same bytes as one', async () => {
    const digests = await fitWithThreads(size, fits);
    fits.forEach((fit, k) =>
      expect(digests[k], JSON.stringify(fit)).toEqual(Array(size).fill(aloneDigest(fit))),
    );
  });
});
