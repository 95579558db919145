import type { AppError } from '../../../shared/errors/app-error.ts';
import {
  foldMetrics,
  type CrossValidation,
  type FoldMetric,
} from '../../../shared/pipelines/cross-validate.ts';
import { trialRecipe } from '../../../shared/pipelines/search/trial-recipe.ts';
import type { Trial, TrialOutcome } from '../../../shared/pipelines/search/trial.ts';
import type { RunRecord } from '../../../shared/records/run.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import type { Host } from '../host.ts';
import { metricOf } from '../leaderboard.ts';
import { draftRun, failed, paramList, recordedMetrics } from '../train.ts';

/** Runs of a sweep say so by these tags. */
export const SWEEP_TAG = 'sweep';
const TRIAL_TAG = 'trial';
const RUNG_TAG = 'rung';
export const BEST_TAG = 'best-trial';

export const tagOf = (run: RunRecord, key: string): string | null =>
  run.tags.find((tag) => tag.key === key)?.value ?? null;

/** The trial that a run was; null for any other run. */
export function trialIndexOf(run: RunRecord): number | null {
  const value = tagOf(run, TRIAL_TAG);
  return value === null ? null : Number(value);
}

export const rungOf = (run: RunRecord): number => Number(tagOf(run, RUNG_TAG) ?? 0);

/** What a trial's run is ranked by; NaN when it failed. */
export const scoreOf = (run: RunRecord, metric: string): number => metricOf(run, `cv_${metric}_mean`);

function draftTrial(host: Host, sweep: SweepRecord, trial: Trial): RunRecord {
  const recipe = trialRecipe(sweep.spec, trial);
  const { dataset, dataVersion, experiment, sweepId, name } = sweep;
  const draft = draftRun(host, {
    dataset,
    dataVersion,
    recipe,
    experiment,
    name: `${name} · trial ${trial.index + 1}`,
    tags: [
      { key: SWEEP_TAG, value: sweepId },
      { key: TRIAL_TAG, value: String(trial.index) },
      ...(trial.share < 1 || trial.rung > 0
        ? [
            { key: RUNG_TAG, value: String(trial.rung) },
            { key: 'share', value: trial.share.toPrecision(4) },
          ]
        : []),
    ],
  });
  return { ...draft, nRows: sweep.nRows };
}

/** A trial as it begins; what becomes of it is recorded when it has ended, and only then. */
export interface BegunTrial {
  finish(validation: CrossValidation, ms: number): Promise<RunRecord>;
  fail(error: AppError): Promise<RunRecord>;
}

export function beginTrial(host: Host, sweep: SweepRecord, trial: Trial): BegunTrial {
  const draft = draftTrial(host, sweep, trial);
  const record = async (run: RunRecord): Promise<RunRecord> => {
    await host.workspace.log.commit('run.recorded', { run });
    return run;
  };
  return {
    finish: ({ folds, params, threads, backend }, ms) =>
      record({
        ...draft,
        status: 'FINISHED',
        endedAt: host.now().toISOString(),
        params: paramList(params),
        metrics: recordedMetrics(host, foldMetrics(folds)),
        environment: { ...draft.environment, threads, backend },
        timings: {
          load_ms: 0,
          validate_ms: 0,
          prepare_ms: 0,
          train_ms: ms,
          evaluate_ms: 0,
          total_ms: ms,
        },
      }),
    fail: (error) => record(failed(host, draft, error)),
  };
}

/** Trials of a sweep that ended, by their number; of one that was tried again, the last. */
export async function endedTrials(host: Host, sweepId: string): Promise<Map<number, RunRecord>> {
  const { registry } = await host.workspace.log.state();
  return trialsAmong(
    [...registry.runs.values()].map(({ run }) => run),
    sweepId,
  );
}

/** What a machine failed of, not a candidate: worth another try. */
const TRANSIENT = new Set([
  'worker-died',
  'out-of-memory',
  'memory-budget',
  'storage-full',
  'disk-full',
  'backend-unavailable',
  'timed-out',
]);

export const mayTryAgain = ({ error }: RunRecord): boolean => error !== null && TRANSIENT.has(error.code);

export function trialsAmong(runs: readonly RunRecord[], sweepId: string): Map<number, RunRecord> {
  const found = new Map<number, RunRecord>();
  for (const run of runs) {
    const index = tagOf(run, SWEEP_TAG) === sweepId ? trialIndexOf(run) : null;
    if (index !== null && (run.status === 'FINISHED' || run.status === 'FAILED')) found.set(index, run);
  }
  return found;
}

/** What a recorded trial came to, so that it need not be repeated. */
export function outcomeOf(trial: Trial, run: RunRecord, metric: string): TrialOutcome {
  const score = run.status === 'FINISHED' ? scoreOf(run, metric) : NaN;
  return { trial, score: Number.isFinite(score) ? score : null };
}

/** The figures of a trial, for the run that it leads to. */
export function figuresOf(run: RunRecord | undefined): FoldMetric[] {
  return (run?.metrics ?? [])
    .filter(({ key }) => key.startsWith('cv_'))
    .map(({ key, value, step }) => ({ key, value: Number(value), step }));
}
