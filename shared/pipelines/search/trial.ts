import { betterMetric } from '../../evaluation/metric-list.ts';
import type { ParamValue } from '../../records/recipe.ts';

/** One candidate: which of the sweep's models, and the values of the params that are searched. */
export interface Point {
  readonly model: number;
  readonly params: Readonly<Record<string, ParamValue>>;
}

export interface Trial extends Point {
  /** Counts from 0 in the order of the search; the same for any parallelism. */
  readonly index: number;
  /** Which share of the training rows it is judged on. */
  readonly share: number;
  /** Round of a halving; 0 elsewhere. */
  readonly rung: number;
}

export interface TrialOutcome {
  readonly trial: Trial;
  /** Mean of the metric over the folds; null when the trial failed. */
  readonly score: number | null;
}

/**
 * A search in batches. Pure: the next batch follows from the outcomes of all batches before, whoever ran them
 * and in whatever order they ended, so that an interrupted search goes on where it was.
 */
export interface Search {
  /** How many trials there will be at most. */
  readonly planned: number;
  /** Empty = the search is over. Asked with the outcomes of every trial handed out so far. */
  next(outcomes: readonly TrialOutcome[]): readonly Trial[];
}

/** The best first: judged on more rows, then by score, then the earlier one; failed trials last. */
export function rankTrials(outcomes: readonly TrialOutcome[], metric: string): TrialOutcome[] {
  const sign = betterMetric(metric) === 'higher' ? -1 : 1;
  const worth = ({ score }: TrialOutcome): number => (score === null ? Infinity : sign * score);
  return [...outcomes].sort(
    (a, b) =>
      Number(a.score === null) - Number(b.score === null) ||
      b.trial.rung - a.trial.rung ||
      worth(a) - worth(b) ||
      a.trial.index - b.trial.index,
  );
}
