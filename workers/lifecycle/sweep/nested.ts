import { AppError } from '../../../shared/errors/app-error.ts';
import { foldMetrics, type FoldMetric } from '../../../shared/pipelines/cross-validate.ts';
import { modelRecipe } from '../../../shared/pipelines/search/trial-recipe.ts';
import { rankTrials, type TrialOutcome } from '../../../shared/pipelines/search/trial.ts';
import type { OuterFold, SweepRecord } from '../../../shared/records/sweep.ts';
import { workSearch, type SearchWork } from './work-search.ts';

/**
 * Judges the search itself: repeats it without each of the outer folds in turn, trains what it chooses there on the rest,
 * and judges that on the fold. Its trials are no runs; what each fold came to is kept by `onFold`.
 * @throws AppError `aborted`, `sweep-without-result`.
 */
export async function searchOuterFolds(
  work: Omit<SearchWork, 'scope' | 'known' | 'onDone' | 'onFailed'>,
  onFold: (fold: OuterFold) => Promise<void>,
): Promise<void> {
  const { sweep, clock } = work;
  const { nested = 0 } = sweep.spec;
  for (let fold = 0; fold < nested; fold++) {
    if (sweep.outer.some((done) => done.fold === fold)) continue;
    const outer = { folds: nested, fold };
    const outcomes = await workSearch({
      ...work,
      scope: { outer },
      known: () => null,
      onDone: async () => {},
      onFailed: async () => {},
    });
    if (clock.isOver()) return;
    const judged = await judgeBest(work, outcomes, outer);
    if (judged === null) return;
    await onFold(judged);
  }
}

/** null when the time was over before it ended. */
async function judgeBest(
  { host, sweep, table, clock, backend }: Pick<SearchWork, 'host' | 'sweep' | 'table' | 'clock' | 'backend'>,
  outcomes: readonly TrialOutcome[],
  outer: { folds: number; fold: number },
): Promise<OuterFold | null> {
  const [best] = rankTrials(outcomes, sweep.spec.metric);
  if (best === undefined || best.score === null)
    throw new AppError('sweep-without-result', {
      detail: `Every trial failed without the rows of outer fold ${outer.fold + 1}.`,
    });
  const { model, params } = best.trial;
  try {
    const { folds } = await host.tasks.run(
      'trial',
      {
        table,
        recipe: modelRecipe(sweep.spec, best.trial),
        scope: { outer: { ...outer, judge: true } },
        backend,
      },
      { signal: clock.signal },
    );
    return {
      fold: outer.fold,
      model,
      params: Object.entries(params).map(([key, value]) => ({ key, value })),
      metrics: folds[0]!.metrics.map(({ key, value }) => ({ key, value })),
    };
  } catch (thrown) {
    if (clock.isOver()) return null;
    throw thrown;
  }
}

/** `nested_roc_auc_mean` and so on, of the outer folds there are. */
export const nestedFigures = ({ outer }: SweepRecord): FoldMetric[] =>
  outer.length === 0 ? [] : foldMetrics(outer, 'nested');
