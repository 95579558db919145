import { AppError } from '../../../shared/errors/app-error.ts';
import type { ErrorCode } from '../../../shared/errors/catalogue.ts';
import type { Progress } from '../../../shared/estimators/estimator.ts';
import { meanScore, type CrossValidation } from '../../../shared/pipelines/cross-validate.ts';
import type { ValidationScope } from '../../../shared/pipelines/fold-rows.ts';
import { createSearch } from '../../../shared/pipelines/search/create-search.ts';
import { trialRecipe } from '../../../shared/pipelines/search/trial-recipe.ts';
import type { Trial, TrialOutcome } from '../../../shared/pipelines/search/trial.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import type { TableRef } from '../../tasks/task.ts';
import type { Host } from '../host.ts';
import { runBatch } from './run-batch.ts';
import type { SharedFolds } from './shared-folds.ts';

/** How long a sweep may go on, and how its work is stopped. */
export interface SweepClock {
  /** Fires when the person gave up or the time is over. */
  readonly signal: AbortSignal;
  /** Whether the time is over, not the patience. */
  isOver(): boolean;
}

export interface SearchWork {
  readonly host: Host;
  readonly sweep: SweepRecord;
  /** Read once for all trials. */
  readonly table: TableRef;
  /** Folds that several trials look at. */
  readonly folds: SharedFolds;
  readonly clock: SweepClock;
  readonly parallel: number;
  readonly backend: string | null;
  readonly memoryMb: number | null;
  readonly scope: Pick<ValidationScope, 'outer'>;
  /** Outcomes that are known already. */
  known(trial: Trial): TrialOutcome | null;
  onStart(trial: Trial): void;
  onProgress(trial: Trial, progress: Progress): void;
  /** Records what became of it. */
  onDone(trial: Trial, validation: CrossValidation, ms: number): Promise<void>;
  onFailed(trial: Trial, error: AppError): Promise<void>;
}

/** Faults of the data, not of a candidate: every other trial would fail of them too. */
export const FAULTS_OF_ALL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'class-too-small',
  'column-unknown',
  'data-version-unknown',
  'folds-too-many',
  'no-rows',
  'rows-not-here',
  'target-constant',
  'target-missing',
]);

/**
 * Runs a search to its end, or until the time is over; several trials at once, which changes nothing of the result.
 * @throws AppError `aborted`; what every trial would fail of.
 */
export async function workSearch(work: SearchWork): Promise<TrialOutcome[]> {
  const { sweep, clock, parallel } = work;
  const search = createSearch(sweep.spec, trainingRowsOf(sweep, work.scope));
  const outcomes: TrialOutcome[] = [];
  for (;;) {
    const batch = search.next(outcomes);
    if (batch.length === 0) return outcomes;
    const open = (): boolean => !clock.signal.aborted;
    const results = await runBatch(batch, parallel, open, (trial) => runTrial(work, trial));
    outcomes.push(...results.filter((result) => result !== undefined && result !== null));
    if (clock.isOver()) return outcomes;
    checkNotAborted(clock.signal);
  }
}

/** As many as a search needs to know: which of them exactly is for the worker to find out. */
function trainingRowsOf({ nRows, spec }: SweepRecord, { outer }: SearchWork['scope']): number {
  const train = nRows * (1 - spec.models[0]!.recipe.split.test);
  return Math.floor(outer === undefined ? train : train * (1 - 1 / outer.folds));
}

/** null when the time was over before it ended. */
async function runTrial(work: SearchWork, trial: Trial): Promise<TrialOutcome | null> {
  const known = work.known(trial);
  if (known !== null) return known;
  const { host, sweep, clock } = work;
  const started = host.now().getTime();
  work.onStart(trial);
  try {
    const validation = await validateTrial(work, trial);
    const score = meanScore(validation.folds, sweep.spec.metric);
    await work.onDone(trial, validation, host.now().getTime() - started);
    return { trial, score };
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (clock.isOver()) return null;
    if (error.code === 'aborted') throw error;
    await work.onFailed(trial, error);
    if (FAULTS_OF_ALL.has(error.code)) throw error;
    return { trial, score: null };
  }
}

async function validateTrial(
  { host, sweep, table, folds, clock, backend, memoryMb, parallel, scope: around, onProgress }: SearchWork,
  trial: Trial,
): Promise<CrossValidation> {
  const recipe = trialRecipe(sweep.spec, trial);
  const scope = { ...around, ...(trial.share < 1 ? { share: trial.share } : {}) };
  const prepared = await folds.of(recipe, scope);
  return host.tasks.run(
    'trial',
    {
      table,
      recipe,
      scope,
      ...(prepared === null ? {} : { prepared }),
      backend,
      memoryMb,
      atOnce: Math.max(1, parallel),
    },
    { signal: clock.signal, onProgress: (progress) => onProgress(trial, progress) },
  );
}

export function checkNotAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('aborted', { detail: 'The sweep was cancelled.' });
}
