import { AppError } from '../../../shared/errors/app-error.ts';
import { modelRecipe } from '../../../shared/pipelines/search/trial-recipe.ts';
import { rankTrials, type TrialOutcome } from '../../../shared/pipelines/search/trial.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import type { Host } from '../host.ts';
import { trainRun } from '../train.ts';
import type { Keeper, SweepOptions } from './keep-sweep.ts';
import { nestedFigures } from './nested.ts';
import { BEST_TAG, endedTrials, figuresOf, SWEEP_TAG } from './trial-runs.ts';
import type { SweepClock } from './work-search.ts';

/** Trains the best candidate on the whole training part, as `treadle train` with its params would. */
export async function refit(
  host: Host,
  keeper: Keeper,
  outcomes: readonly TrialOutcome[],
  clock: SweepClock,
  { signal, threads = null, backend = null, memoryMb = null }: SweepOptions,
): Promise<void> {
  const { sweep } = keeper;
  const best = await winner(host, sweep, outcomes, clock.isOver());
  const { index } = best.trial;
  await keeper.put({ bestTrial: index });
  keeper.emit({ kind: 'refit', progress: null });
  const figures = figuresOf((await endedTrials(host, sweep.sweepId)).get(index));
  const run = await trainRun(
    host,
    {
      dataset: sweep.dataset,
      dataVersion: sweep.dataVersion,
      recipe: modelRecipe(sweep.spec, best.trial),
      experiment: sweep.experiment,
      name: `${sweep.name} · best`,
      threads,
      backend,
      memoryMb,
      // A sweep that is continued trains it again; nothing else must wait for that.
      checkpointEveryMs: 0,
      tags: [
        { key: SWEEP_TAG, value: sweep.sweepId },
        { key: BEST_TAG, value: String(index) },
      ],
      figures: [...figures, ...nestedFigures(keeper.sweep)],
    },
    {
      ...(signal === undefined ? {} : { signal }),
      onProgress: (progress) => keeper.emit({ kind: 'refit', progress }),
    },
  );
  await keeper.put({ bestRunId: run.runId });
}

async function winner(
  host: Host,
  sweep: SweepRecord,
  outcomes: readonly TrialOutcome[],
  isOver: boolean,
): Promise<TrialOutcome> {
  const [best] = rankTrials(outcomes, sweep.spec.metric);
  if (best !== undefined && best.score !== null) return best;
  if (isOver)
    throw new AppError('timed-out', {
      detail: 'The time budget was over before any trial had ended.',
      remedy: 'Give more time, fewer folds or fewer rows.',
    });
  const [first] = [...(await endedTrials(host, sweep.sweepId)).values()];
  throw new AppError('sweep-without-result', {
    detail: `All ${outcomes.length} trials failed${first?.error ? `, the first of: ${first.error.detail}` : '.'}`,
    remedy: first?.error?.remedy ?? 'See why the trials failed.',
  });
}
