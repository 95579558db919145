import type { HalvingResource } from '../../records/sweep.ts';
import { rankTrials, type Point, type Search, type Trial, type TrialOutcome } from './trial.ts';

export interface HalvingWish {
  readonly points: readonly Point[];
  /** One in so many goes on, with so many times the rows. */
  readonly factor: number;
  /** A param that grows; left out: the rows do. */
  readonly resource?: HalvingResource | undefined;
  /** Training rows. */
  readonly nRows: number;
  readonly folds: number;
  readonly metric: string;
}

/** Fewer rows in a fold tell nothing apart. */
const LEAST_ROWS_A_FOLD = 20;

/**
 * Successive halving (Jamieson and Talwalkar 2016; scikit-learn's `HalvingGridSearchCV` with its `resource`): every
 * candidate is judged on the smallest share of the rows, or with the smallest value of a param, the best go on to a
 * larger one, and the last round has all of it.
 */
export function halvingSearch(wish: HalvingWish): Search {
  const { points, factor, nRows, folds, metric, resource } = wish;
  const mostShrunk =
    resource === undefined ? nRows / (folds * LEAST_ROWS_A_FOLD) : resource.most / resource.least;
  const counts = roundsOf(points.length, factor, mostShrunk);
  const starts = counts.map((_, rung) => counts.slice(0, rung).reduce((sum, count) => sum + count, 0));
  const trialsOf = (chosen: readonly Point[], rung: number): Trial[] =>
    chosen.map(({ model, params }, at) => ({
      model,
      ...granted(params, 1 / factor ** (counts.length - 1 - rung), resource),
      index: starts[rung]! + at,
      rung,
    }));
  return {
    planned: counts.reduce((sum, count) => sum + count, 0),
    next(outcomes) {
      const rung = starts.indexOf(outcomes.length);
      if (rung < 0) return [];
      if (rung === 0) return trialsOf(points, 0);
      return trialsOf(survivors(outcomes, rung - 1, counts[rung]!, metric), rung);
    },
  };
}

/** What a candidate has in a round. */
function granted(
  params: Point['params'],
  share: number,
  resource: HalvingWish['resource'],
): Pick<Trial, 'params' | 'share'> {
  if (resource === undefined) return { params, share };
  const { param, least, most } = resource;
  return { params: { ...params, [param]: Math.max(least, Math.round(share * most)) }, share: 1 };
}

/** How many candidates each round has; as many rounds as candidates and the resource allow. */
function roundsOf(nPoints: number, factor: number, mostShrunk: number): number[] {
  const counts = [nPoints];
  while (counts.at(-1)! > 1 && factor ** counts.length <= mostShrunk)
    counts.push(Math.ceil(counts.at(-1)! / factor));
  return counts;
}

/** Failed trials go on only where there is nothing else, to fail again and be explained. */
function survivors(
  outcomes: readonly TrialOutcome[],
  rung: number,
  count: number,
  metric: string,
): readonly Point[] {
  const ofRung = outcomes.filter(({ trial }) => trial.rung === rung);
  return rankTrials(ofRung, metric)
    .slice(0, count)
    .map(({ trial }) => trial);
}
