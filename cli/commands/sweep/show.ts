import type { RunRecord } from '../../../shared/records/run.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import type { VersionEntry } from '../../../shared/registry/state.ts';
import type { Host } from '../../../workers/lifecycle/host.ts';
import { registerRun } from '../../../workers/lifecycle/register.ts';
import { endedTrials } from '../../../workers/lifecycle/sweep/trial-runs.ts';
import type { Invocation } from '../../command.ts';
import { leaderboardRows } from '../../../workers/lifecycle/sweep/leaderboard-rows.ts';
import { leaderboardText } from '../../leaderboard-text.ts';
import { formatTable, print, printJson } from '../../output.ts';
import { runSummary } from '../../run-summary.ts';
import { showRun } from '../../show-run.ts';

/** Registers the best where asked, and shows what came out. */
export async function showEnd(host: Host, sweep: SweepRecord, invocation: Invocation): Promise<void> {
  const { registry } = await host.workspace.log.state();
  const rows = leaderboardRows(sweep, await endedTrials(host, sweep.sweepId));
  const best = registry.runs.get(sweep.bestRunId ?? '')?.run;
  const model = invocation.string('register');
  const version =
    model === undefined || best === undefined ? null : await registerRun(host, best.runId, model);
  if (invocation.flag('json')) printJson(sweepSummary(sweep, rows, best, version));
  else {
    print(leaderboardText(sweep, rows, 20));
    print();
    if (best !== undefined) await showRun(host, best, version, false);
    if (rows.length < sweep.planned)
      print(`${rows.length} of ${sweep.planned} trials: the time budget was over.`);
  }
}

function sweepSummary(
  sweep: SweepRecord,
  rows: ReturnType<typeof leaderboardRows>,
  best: RunRecord | undefined,
  version: VersionEntry | null,
) {
  const { sweepId, name, status, planned, spec, bestTrial, outer } = sweep;
  return {
    sweepId,
    name,
    status,
    metric: spec.metric,
    folds: spec.folds,
    repeats: spec.repeats,
    planned,
    trials: rows,
    bestTrial,
    nested: outer,
    best: best === undefined ? null : runSummary(best, version),
  };
}

export async function listSweeps(host: Host, invocation: Invocation): Promise<0> {
  const sweeps = (await host.workspace.sweeps.list()).reverse();
  if (invocation.flag('json')) {
    printJson(sweeps);
    return 0;
  }
  if (sweeps.length === 0) {
    print('No sweeps yet. `treadle sweep FILE --target COLUMN` makes one.');
    return 0;
  }
  const rows: (string | number)[][] = [];
  for (const sweep of sweeps) {
    const ended = await endedTrials(host, sweep.sweepId);
    const [best] = leaderboardRows(sweep, ended);
    rows.push([
      sweep.sweepId,
      sweep.name,
      sweep.dataset,
      sweep.status,
      `${ended.size}/${sweep.planned}`,
      sweep.spec.metric,
      best?.mean?.toFixed(4) ?? '',
    ]);
  }
  print(formatTable(['sweep', 'name', 'dataset', 'status', 'trials', 'metric', 'best'], rows));
  return 0;
}
