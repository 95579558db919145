import type { Rng } from '../../random/generator.ts';
import { createRng } from '../../random/rng.ts';
import type { SweepSpec } from '../../records/sweep.ts';
import { halvingSearch } from './halving.ts';
import { countPoints, gridPoints, randomPoints } from './points.ts';
import { proposePoints } from './tpe.ts';
import type { Point, Search, Trial } from './trial.ts';

/** Fixed, so that a search does not depend on how many trials run at once. */
const BAYES_BATCH = 4;

/**
 * The search that a sweep describes. Same spec and rows, same trials in the same order.
 * @param nRows training rows, which halving takes shares of.
 */
export function createSearch(spec: SweepSpec, nRows: number): Search {
  const { search, models } = spec;
  const rng = createRng(spec.seed);
  switch (search.method) {
    case 'grid':
      return fixedSearch(gridPoints(models));
    case 'random':
      return fixedSearch(randomPoints(models, search.trials, rng));
    case 'bayes':
      return bayesSearch(spec, search.trials, rng);
    case 'halving': {
      const { trials, factor, resource } = search;
      const points = trials === undefined ? gridPoints(models) : randomPoints(models, trials, rng);
      return halvingSearch({ points, factor, resource, nRows, folds: spec.folds, metric: spec.metric });
    }
  }
}

/** All trials are known from the start. */
function fixedSearch(points: readonly Point[]): Search {
  const trials = points.map((point, index) => wholeTrial(point, index));
  return { planned: trials.length, next: ({ length }) => (length === 0 ? trials : []) };
}

const wholeTrial = (point: Point, index: number): Trial => ({ ...point, index, share: 1, rung: 0 });

/** A quarter of the trials at random, five at least and twenty at most, then batch after batch by what they taught. */
function bayesSearch({ models, metric }: SweepSpec, trials: number, rng: Rng): Search {
  const planned = Math.min(trials, countPoints(models));
  const start = Math.min(planned, Math.max(5, Math.min(20, Math.round(planned / 4))));
  return {
    planned,
    next(outcomes) {
      const done = outcomes.length;
      if (done === 0) return randomPoints(models, start, rng.fork(0)).map(wholeTrial);
      const count = Math.min(BAYES_BATCH, planned - done);
      const points = proposePoints(models, outcomes, count, metric, rng.fork(done));
      return points.map((point, at) => wholeTrial(point, done + at));
    },
  };
}
