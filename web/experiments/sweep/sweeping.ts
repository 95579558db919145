import { AppError } from '../../../shared/errors/app-error.ts';
import type { Progress } from '../../../shared/estimators/estimator.ts';
import type { Trial } from '../../../shared/pipelines/search/trial.ts';
import type { Host } from '../../../workers/lifecycle/host.ts';
import type { SweepEvent, SweepOptions, SweepPhase } from '../../../workers/lifecycle/sweep/keep-sweep.ts';
import { continueSweep, runSweep, type SweepRequest } from '../../../workers/lifecycle/sweep/run-sweep.ts';
import { runActivity } from '../../shell/activity.ts';
import { preferences } from '../../shell/preferences.ts';
import { createStore } from '../../shell/store.ts';

export interface LiveTrial {
  readonly trial: Trial;
  readonly phase: SweepPhase;
  readonly progress: Progress | null;
}

/** The sweep of this tab. It goes on while one looks at other pages. */
export interface Sweeping {
  readonly sweepId: string;
  readonly running: boolean;
  /** Trials under way. */
  readonly trials: readonly LiveTrial[];
  /** Whether the best is being trained. */
  readonly refitting: boolean;
  readonly error: AppError | null;
  cancel(): void;
}

export const sweeping = createStore<Sweeping | null>(null);

/** Starts a sweep; gives its id once it is stored. @throws AppError what kept it from being stored. */
export function startSweep(host: Host, request: SweepRequest): Promise<string> {
  return follow(request.name, (options) => runSweep(host, request, options));
}

/** Goes on with one that was stopped. */
export function goOnWith(host: Host, sweepId: string, name: string): Promise<string> {
  return follow(name, (options) => continueSweep(host, sweepId, options));
}

function follow(name: string, work: (options: SweepOptions) => Promise<unknown>): Promise<string> {
  const controller = new AbortController();
  return new Promise((resolve, reject) => {
    const onEvent = (event: SweepEvent): void => {
      if (event.kind === 'record') {
        begin(event.sweep.sweepId, () => controller.abort());
        resolve(event.sweep.sweepId);
      } else note(event);
    };
    const { threads, backend, memoryMb } = preferences.get();
    runActivity({ kind: 'train', title: name }, ({ signal }) => {
      signal.addEventListener('abort', () => controller.abort());
      return work({ signal: controller.signal, onEvent, threads, backend, memoryMb });
    }).then(
      () => end(null),
      (thrown: unknown) => {
        const error = AppError.from(thrown);
        end(error.code === 'aborted' ? null : error);
        reject(error);
      },
    );
  });
}

function begin(sweepId: string, cancel: () => void): void {
  if (sweeping.get()?.sweepId === sweepId && sweeping.get()?.running === true) return;
  sweeping.set({ sweepId, running: true, trials: [], refitting: false, error: null, cancel });
}

const end = (error: AppError | null): void =>
  sweeping.update(
    (current) => current && { ...current, running: false, trials: [], refitting: false, error },
  );

type TrialEvent = Exclude<SweepEvent, { kind: 'record' }>;

function note(event: TrialEvent): void {
  sweeping.update((current) => current && changed(current, event));
}

function changed(current: Sweeping, event: TrialEvent): Sweeping {
  if (event.kind === 'refit') return { ...current, trials: [], refitting: true };
  const { trial } = event;
  const others = current.trials.filter((each) => each.trial.index !== trial.index);
  if (event.kind === 'trial-started')
    // An outer fold tries the same candidates again; the last of it ends without a word.
    return {
      ...current,
      trials: [
        ...others.filter((each) => each.phase === event.phase),
        { trial, phase: event.phase, progress: null },
      ],
    };
  if (event.kind === 'trial-ended') return { ...current, trials: others };
  return {
    ...current,
    trials: current.trials.map((each) =>
      each.trial.index === trial.index ? { ...each, progress: event.progress } : each,
    ),
  };
}
