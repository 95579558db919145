import type { Progress } from '../../../shared/estimators/estimator.ts';
import type { Trial } from '../../../shared/pipelines/search/trial.ts';
import type { RunRecord } from '../../../shared/records/run.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import type { Host } from '../host.ts';

/** What happens in a sweep, for a leaderboard that lives. */
export type SweepEvent =
  | { readonly kind: 'record'; readonly sweep: SweepRecord }
  | { readonly kind: 'trial-started'; readonly trial: Trial; readonly phase: SweepPhase }
  | { readonly kind: 'trial-progress'; readonly trial: Trial; readonly progress: Progress }
  | { readonly kind: 'trial-ended'; readonly trial: Trial; readonly run: RunRecord | null }
  | { readonly kind: 'refit'; readonly progress: Progress | null };

/** `nested` = within an outer fold; such trials are no runs. */
export type SweepPhase = 'search' | 'nested';

export interface SweepOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SweepEvent) => void;
  /** Trials at once; as many as the host has workers for when left out. Same result for any number. */
  readonly parallel?: number | null;
  /** Threads of the final training. */
  readonly threads?: number | null;
  readonly backend?: string | null;
  /** What all trainings at once may take; null or left out: what the host has. */
  readonly memoryMb?: number | null;
}

export interface Keeper {
  readonly sweep: SweepRecord;
  readonly emit: (event: SweepEvent) => void;
  put(change: Partial<SweepRecord>): Promise<SweepRecord>;
}

/** The record as it is now, stored at every change with the time worked so far. */
export function keepSweep(host: Host, first: SweepRecord, emit: (event: SweepEvent) => void): Keeper {
  const started = host.now().getTime();
  let sweep = first;
  let stored: Promise<void> = Promise.resolve();
  return {
    get sweep() {
      return sweep;
    },
    emit,
    async put(change) {
      const spentMs = Math.max(0, first.spentMs + host.now().getTime() - started);
      const next = { ...sweep, ...change, spentMs };
      sweep = next;
      // One after the other: a later state must not be overtaken by an earlier one.
      stored = stored.then(() => host.workspace.sweeps.put(next));
      await stored;
      emit({ kind: 'record', sweep: next });
      return next;
    },
  };
}
