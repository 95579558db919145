import { useMemo } from 'react';
import type { RunRecord } from '../../shared/records/run.ts';
import { isInterrupted } from '../../workers/lifecycle/interrupted-runs.ts';
import { useWorkspaceState } from '../shell/host-context.tsx';
import { useLive } from '../shell/use-live.ts';

export interface ListedRun {
  readonly run: RunRecord;
  /** Who recorded it; null while it is under way on this device. */
  readonly actor: string | null;
  /** The server has it. */
  readonly shared: boolean;
  /** It waits on this device to be resumed or discarded. */
  readonly interrupted: boolean;
}

/** Runs under way on this device and recorded ones, the newest first; undefined until first read. */
export function useRuns(): readonly ListedRun[] | undefined {
  const runs = useWorkspaceState()?.registry.runs;
  const drafts = useLive((host) => host.workspace.drafts.list(), []);
  return useMemo(() => {
    if (runs === undefined || drafts === undefined) return undefined;
    const under = drafts
      .filter((run) => !runs.has(run.runId))
      .map((run): ListedRun => ({
        run,
        actor: null,
        shared: false,
        interrupted: isInterrupted(run),
      }));
    const recorded = [...runs.values()].map(({ run, actor, seq }): ListedRun => ({
      run,
      actor,
      shared: seq !== null,
      interrupted: false,
    }));
    return [...under, ...recorded].sort((a, b) => b.run.startedAt.localeCompare(a.run.startedAt));
  }, [runs, drafts]);
}
