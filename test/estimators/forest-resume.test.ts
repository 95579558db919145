import { beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ModelState, OwnEstimator } from '../../shared/estimators/estimator.ts';
import { extraTrees } from '../../shared/estimators/extra-trees/estimator.ts';
import { randomForest } from '../../shared/estimators/random-forest/estimator.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { makeParts, type Target } from './congruential-data.ts';
import { fitWithThreads, type TeamFit } from './thread-team.ts';
import { fitWatched, stateDigest } from './tree-fitting.ts';

const targets: readonly Target[] = ['binary', 'three', 'number'];
const whole = { n_estimators: 13 };

/** The checkpoint after five trees: a forest of five is what one of thirteen has then. */
function checkpointOf(estimator: OwnEstimator, target: Target): ModelState {
  const { train } = makeParts(target, 3, 900, 1);
  return fitWatched(estimator, train, { n_estimators: 5 }).checkpoints.at(-1)!;
}

const cases = [randomForest, extraTrees].flatMap((estimator) =>
  targets.map((target) => ({ estimator, target, name: `${estimator.name} on ${target}` })),
);

describe.each(cases)('$name', ({ estimator, target }) => {
  const { train } = makeParts(target, 3, 900, 1);
  const uninterrupted = stateDigest(fitWatched(estimator, train, whole).model);

  it('goes on from a checkpoint to the same bytes, with kernels and without', () => {
    const resume = checkpointOf(estimator, target);
    for (const kernels of [true, false]) {
      const team = soloTeam({ kernels });
      expect(stateDigest(fitWatched(estimator, train, whole, { resume, team }).model)).toBe(uninterrupted);
    }
  });

  it('a checkpoint of the finished forest gives that forest', () => {
    const resume = fitWatched(estimator, train, whole).checkpoints.at(-1)!;
    expect(stateDigest(fitWatched(estimator, train, whole, { resume }).model)).toBe(uninterrupted);
  });

  it('refuses a checkpoint that is damaged or another fit’s', () => {
    const state = checkpointOf(estimator, target);
    const refused = (resume: ModelState, params: Record<string, unknown> = whole): void =>
      expect(() => fitWatched(estimator, train, params, { resume })).toThrow(AppError);
    refused(state, { n_estimators: 4 });
    refused({ ...state, config: { ...state.config, nFeatures: 7 } });
    refused({ ...state, config: { ...state.config, nOutputs: 9 } });
    refused({ ...state, tensors: state.tensors.slice(1) });
    refused({ ...state, tensors: state.tensors.filter(({ name }) => name !== 'split_gains') });
  });
});

describe('in a team', () => {
  const fits: TeamFit[] = cases.map(({ estimator, target }) => ({
    estimator: estimator.name,
    target,
    params: whole,
    resume: checkpointOf(estimator, target),
  }));
  let digests: string[][];
  beforeAll(async () => {
    digests = await fitWithThreads(2, fits);
  });

  it.each(cases.map(({ name }, k) => ({ name, k })))('$name goes on to the same bytes', ({ k }) => {
    const { estimator, target } = cases[k]!;
    const { train } = makeParts(target, 3, 900, 1);
    const alone = stateDigest(fitWatched(estimator, train, whole).model);
    expect(digests[k]).toEqual([alone, alone]);
  });
});
