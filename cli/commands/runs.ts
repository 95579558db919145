import type { RunRecord } from '../../shared/records/run.ts';
import { discardRun, isInterrupted } from '../../workers/lifecycle/interrupted-runs.ts';
import { metricOf, rankingMetric, rankRuns } from '../../workers/lifecycle/leaderboard.ts';
import type { Command, Invocation } from '../command.ts';
import { hasWorkspace, withExistingHost, withHost, workspaceFolder } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { formatTable, note, print, printJson } from '../output.ts';
import { waitingRun } from '../resume.ts';
import type { Host } from '../../workers/lifecycle/host.ts';

export const runsCommand: Command = {
  usage: 'runs [--experiment NAME] [--best METRIC] [options]',
  options: [
    { name: 'experiment', type: 'string', value: 'NAME', help: 'only runs of this experiment' },
    {
      name: 'best',
      type: 'string',
      value: 'METRIC',
      help: 'finished runs, the best by this metric first, e.g. test_roc_auc',
    },
    { name: 'interrupted', type: 'boolean', help: 'only runs that wait to be resumed or discarded' },
    {
      name: 'discard',
      type: 'string',
      value: 'RUN',
      help: 'give an interrupted run up: it is recorded as it is',
    },
    { name: 'limit', type: 'string', value: 'N', help: 'at most so many (default 20)' },
  ],
  examples: ['runs', 'runs --experiment churn --best test_f1 --limit 5', 'runs --interrupted', 'runs --json'],
  positionals: [0, 0],
  async run(invocation) {
    const discarded = invocation.string('discard');
    if (discarded !== undefined) return discard(discarded, invocation);
    const limit = wholeNumber(invocation, 'limit', { min: 1, max: 100_000, fallback: 20 });
    if (hasWorkspace(invocation)) return withHost(invocation, (host) => listRuns(host, invocation, limit));
    note(`There is no workspace at ${workspaceFolder(invocation)}.`);
    return show([], invocation);
  },
};

function discard(runId: string, invocation: Invocation): Promise<0> {
  const missing = { code: 'run-unknown', detail: `There is no run ${runId}.` } as const;
  return withExistingHost(invocation, missing, async (host) =>
    show([await discardRun(host, await waitingRun(host, runId))], invocation),
  );
}

async function listRuns(host: Host, invocation: Invocation, limit: number): Promise<0> {
  const experiment = invocation.string('experiment');
  const { registry } = await host.workspace.log.state();
  const drafts = await host.workspace.drafts.list();
  const recorded = [...registry.runs.values()].map((entry) => entry.run);
  const all = [...drafts.filter((draft) => !registry.runs.has(draft.runId)), ...recorded.reverse()];
  const waiting = new Set(drafts.filter(isInterrupted).map(({ runId }) => runId));
  const matching = all.filter(
    (run) =>
      (experiment === undefined || run.experiment === experiment) &&
      (!invocation.flag('interrupted') || waiting.has(run.runId)),
  );
  const best = invocation.string('best');
  const ordered = best === undefined ? matching : rankRuns(matching, best);
  return show(ordered.slice(0, limit), invocation);
}

function show(runs: readonly RunRecord[], invocation: Invocation): 0 {
  if (invocation.flag('json')) printJson(runs);
  else if (runs.length > 0) print(runTable(runs));
  else if (invocation.flag('interrupted')) print('No run waits to be resumed.');
  else print('No runs yet. `treadle train FILE --target COLUMN` makes one.');
  return 0;
}

/** The comparison table of the command line; `best` marks one run. */
export function runTable(runs: readonly RunRecord[], best?: RunRecord): string {
  const metric = rankingMetric(runs[0]?.recipe.task ?? 'classification');
  const second = metric === 'test_roc_auc' ? 'test_accuracy' : 'test_r2';
  const third = metric === 'test_roc_auc' ? 'test_f1' : 'test_mae';
  const shown = (run: RunRecord, key: string): string | number => {
    const value = metricOf(run, key);
    return Number.isNaN(value) ? '' : Number(value.toFixed(4));
  };
  return formatTable(
    ['run', 'experiment', 'estimator', 'status', metric, second, third, 'train ms', ''],
    runs.map((run) => [
      run.runId,
      run.experiment,
      run.recipe.estimator.name,
      run.status,
      shown(run, metric),
      shown(run, second),
      shown(run, third),
      run.timings === null ? '' : Math.round(run.timings.train_ms),
      best?.runId === run.runId ? 'BEST' : shortened(run.error?.detail ?? ''),
    ]),
  );
}

const MAX_REASON = 70;

const shortened = (text: string): string =>
  text.length > MAX_REASON ? `${text.slice(0, MAX_REASON - 1)}…` : text;
