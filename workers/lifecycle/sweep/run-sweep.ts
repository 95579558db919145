import { AppError } from '../../../shared/errors/app-error.ts';
import type { Progress } from '../../../shared/estimators/estimator.ts';
import { parseSweep } from '../../../shared/pipelines/search/check-sweep.ts';
import { createSearch } from '../../../shared/pipelines/search/create-search.ts';
import type { Trial, TrialOutcome } from '../../../shared/pipelines/search/trial.ts';
import type { RunRecord } from '../../../shared/records/run.ts';
import type { SweepRecord, SweepSpec } from '../../../shared/records/sweep.ts';
import type { Host } from '../host.ts';
import { startClock } from './clock.ts';
import { keepSweep, type Keeper, type SweepOptions } from './keep-sweep.ts';
import { searchOuterFolds } from './nested.ts';
import { refit } from './refit.ts';
import { shareFolds } from './shared-folds.ts';
import { beginTrial, endedTrials, mayTryAgain, outcomeOf } from './trial-runs.ts';
import { workSearch, type SearchWork, type SweepClock } from './work-search.ts';

export interface SweepRequest {
  readonly name: string;
  readonly experiment: string;
  readonly dataset: string;
  readonly dataVersion: string;
  readonly spec: SweepSpec;
}

/**
 * Searches, judges the search itself where asked, trains the best candidate on the whole training part, and records all of
 * it: each trial is a run, the model is the run `bestRunId`. A cancelled sweep is STOPPED with what is done.
 * Same spec, rows and seed: same trials, same winner and same model bytes, unless a time budget cuts it short.
 * @throws AppError as `parseSweep`; `aborted`; `sweep-without-result`; `timed-out` when the time was over before
 * any trial ended; what all trials fail of.
 */
export async function runSweep(
  host: Host,
  request: SweepRequest,
  options: SweepOptions = {},
): Promise<SweepRecord> {
  const spec = parseSweep(request.spec);
  const nRows = await rowsOf(host, request);
  const { test } = spec.models[0]!.recipe.split;
  const sweep: SweepRecord = {
    format: 'treadle-sweep',
    v: 1,
    sweepId: host.newId(),
    ...request,
    spec,
    nRows,
    status: 'RUNNING',
    startedAt: host.now().toISOString(),
    endedAt: null,
    spentMs: 0,
    planned: createSearch(spec, Math.floor(nRows * (1 - test))).planned,
    bestTrial: null,
    bestRunId: null,
    outer: [],
    error: null,
  };
  return workOn(host, sweep, options);
}

/**
 * Goes on with a sweep that was stopped or failed: trials that ended are not repeated.
 * @throws AppError `sweep-unknown`, `sweep-running`, and as `runSweep`.
 */
export async function continueSweep(
  host: Host,
  sweepId: string,
  options: SweepOptions = {},
): Promise<SweepRecord> {
  const sweep = await knownSweep(host, sweepId);
  if (sweep.status === 'FINISHED') return sweep;
  if (sweep.status === 'RUNNING')
    throw new AppError('sweep-running', { detail: `Somebody works on the sweep "${sweep.name}" already.` });
  return workOn(host, { ...sweep, status: 'RUNNING', endedAt: null, error: null }, options);
}

/** @throws AppError `sweep-unknown`. */
export async function knownSweep(host: Host, sweepId: string): Promise<SweepRecord> {
  const sweep = await host.workspace.sweeps.get(sweepId);
  if (sweep !== null) return sweep;
  throw new AppError('sweep-unknown', { detail: `There is no sweep ${sweepId} on this device.` });
}

async function rowsOf(host: Host, { dataset, dataVersion }: SweepRequest): Promise<number> {
  const record = await host.workspace.datasets.get(dataset);
  const version = record?.versions.find((each) => each.dataVersion === dataVersion);
  if (version !== undefined) return version.nRows;
  throw new AppError('data-version-unknown', {
    detail: `The dataset "${dataset}" has no version ${dataVersion.slice(0, 12)}… here.`,
  });
}

async function workOn(host: Host, sweep: SweepRecord, options: SweepOptions): Promise<SweepRecord> {
  return host.whileTraining(sweep.sweepId, async () => {
    const keeper = keepSweep(host, sweep, options.onEvent ?? (() => {}));
    await keeper.put({});
    const { timeBudgetMs } = sweep.spec;
    const left = timeBudgetMs === undefined ? null : timeBudgetMs - sweep.spentMs;
    const clock = startClock(left, options.signal);
    try {
      const outcomes = await search(host, keeper, clock, options);
      await refit(host, keeper, outcomes, clock, options);
      return await keeper.put({ status: 'FINISHED', endedAt: host.now().toISOString() });
    } catch (thrown) {
      const error = AppError.from(thrown);
      const { code, detail, remedy } = error;
      await keeper.put({
        status: code === 'aborted' ? 'STOPPED' : 'FAILED',
        endedAt: host.now().toISOString(),
        error: code === 'aborted' ? null : { code, detail, remedy },
      });
      throw error;
    } finally {
      clock.stop();
    }
  });
}

async function search(
  host: Host,
  keeper: Keeper,
  clock: SweepClock,
  { parallel, backend = null, memoryMb = null }: SweepOptions,
): Promise<TrialOutcome[]> {
  const { sweep, emit } = keeper;
  const ended = await endedTrials(host, sweep.sweepId);
  const table = await host.tableRef(sweep.dataVersion);
  const shared = {
    host,
    table,
    folds: shareFolds(host, table, clock.signal),
    clock,
    backend,
    memoryMb,
    parallel: parallel ?? host.parallelTrials ?? 1,
    onProgress: (trial: Trial, progress: Progress) => emit({ kind: 'trial-progress', trial, progress }),
  };
  const begun = new Map<number, ReturnType<typeof beginTrial>>();
  const done = async (trial: Trial, run: RunRecord): Promise<void> => {
    emit({ kind: 'trial-ended', trial, run });
    await keeper.put({});
  };
  const work: SearchWork = {
    ...shared,
    sweep,
    scope: {},
    known(trial) {
      const run = ended.get(trial.index);
      return run === undefined || mayTryAgain(run) ? null : outcomeOf(trial, run, sweep.spec.metric);
    },
    onStart(trial) {
      begun.set(trial.index, beginTrial(host, sweep, trial));
      emit({ kind: 'trial-started', trial, phase: 'search' });
    },
    onDone: async (trial, validation, ms) =>
      done(trial, await begun.get(trial.index)!.finish(validation, ms)),
    onFailed: async (trial, error) => done(trial, await begun.get(trial.index)!.fail(error)),
  };
  const outcomes = await workSearch(work);
  if (!clock.isOver() && sweep.spec.nested !== undefined) {
    const onStart = (trial: Trial): void => emit({ kind: 'trial-started', trial, phase: 'nested' });
    await searchOuterFolds({ ...shared, sweep: keeper.sweep, onStart }, async (fold) => {
      await keeper.put({ outer: [...keeper.sweep.outer, fold] });
    });
  }
  return outcomes;
}
