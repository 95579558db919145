import { rankTrials, type Point, type Search, type Trial, type TrialOutcome } from './trial.ts';

export interface HalvingWish {
  readonly points: readonly Point[];
  /** One in so many goes on, with so many times the rows. */
  readonly factor: number;
  /** Training rows. */
  readonly nRows: number;
  readonly folds: number;
  readonly metric: string;
}

/** Fewer rows in a fold tell nothing apart. */
const LEAST_ROWS_A_FOLD = 20;

/**
 * Successive halving over rows (Jamieson and Talwalkar 2016; the rows are scikit-learn's resource too): every candidate is
 * judged on the smallest share, the best go on to a larger one, and the last round sees all rows.
 */
export function halvingSearch({ points, factor, nRows, folds, metric }: HalvingWish): Search {
  const counts = roundsOf(points.length, factor, nRows / (folds * LEAST_ROWS_A_FOLD));
  const starts = counts.map((_, rung) => counts.slice(0, rung).reduce((sum, count) => sum + count, 0));
  const trialsOf = (chosen: readonly Point[], rung: number): Trial[] =>
    chosen.map(({ model, params }, at) => ({
      model,
      params,
      index: starts[rung]! + at,
      share: 1 / factor ** (counts.length - 1 - rung),
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

/** How many candidates each round has; as many rounds as candidates and rows allow. */
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
