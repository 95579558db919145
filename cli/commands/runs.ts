import type { RunRecord } from '../../shared/records/run.ts';
import { metricOf, rankingMetric, rankRuns } from '../../workers/lifecycle/leaderboard.ts';
import type { Command, Invocation } from '../command.ts';
import { hasWorkspace, withHost, workspaceFolder } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { formatTable, note, print, printJson } from '../output.ts';
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
    { name: 'limit', type: 'string', value: 'N', help: 'at most so many (default 20)' },
  ],
  examples: ['runs', 'runs --experiment churn --best test_f1 --limit 5', 'runs --json'],
  positionals: [0, 0],
  async run(invocation) {
    const limit = wholeNumber(invocation, 'limit', { min: 1, max: 100_000, fallback: 20 });
    if (hasWorkspace(invocation)) return withHost(invocation, (host) => listRuns(host, invocation, limit));
    note(`There is no workspace at ${workspaceFolder(invocation)}.`);
    return show([], invocation);
  },
};

async function listRuns(host: Host, invocation: Invocation, limit: number): Promise<0> {
  const experiment = invocation.string('experiment');
  const { registry } = await host.workspace.log.state();
  const drafts = await host.workspace.drafts.list();
  const recorded = [...registry.runs.values()].map((entry) => entry.run);
  const all = [...drafts.filter((draft) => !registry.runs.has(draft.runId)), ...recorded.reverse()];
  const matching = all.filter((run) => experiment === undefined || run.experiment === experiment);
  const best = invocation.string('best');
  const ordered = best === undefined ? matching : rankRuns(matching, best);
  return show(ordered.slice(0, limit), invocation);
}

function show(runs: readonly RunRecord[], invocation: Invocation): 0 {
  if (invocation.flag('json')) printJson(runs);
  else if (runs.length === 0) print('No runs yet. `treadle train FILE --target COLUMN` makes one.');
  else print(runTable(runs));
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
