import { AppError } from '../../shared/errors/app-error.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import { bestRun, metricOf } from '../../workers/lifecycle/leaderboard.ts';
import type { Command, Invocation } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { formatTable, print, printJson } from '../output.ts';

export const compareCommand: Command = {
  usage: 'compare RUN RUN [RUN …] [options]',
  options: [],
  examples: ['compare 0192f3a1 0192f3b7', 'compare RUN1 RUN2 --json'],
  positionals: [2, 20],
  run: (invocation) =>
    withExistingHost(
      invocation,
      { code: 'run-unknown', detail: `There is no run "${invocation.positionals[0]}".` },
      (host) => compare(host, invocation),
    ),
};

async function compare(host: Host, invocation: Invocation): Promise<0> {
  const { registry } = await host.workspace.log.state();
  const all = [...registry.runs.values()].map((entry) => entry.run);
  const runs = invocation.positionals.map((prefix) => runByPrefix(all, prefix));
  const best = bestRun(runs);
  if (invocation.flag('json')) {
    printJson({ best: best.runId, runs });
    return 0;
  }
  const header = ['', ...runs.map((run) => run.runId.slice(-12))];
  print(
    formatTable(header, [
      ['estimator', ...runs.map((run) => run.recipe.estimator.name)],
      ['best', ...runs.map((run) => (run === best ? 'BEST' : ''))],
    ]),
  );
  print();
  print(formatTable(['param', ...header.slice(1)], paramRows(runs)));
  print();
  print(formatTable(['metric', ...header.slice(1)], metricRows(runs)));
  return 0;
}

function paramRows(runs: readonly RunRecord[]): string[][] {
  const keys = [...new Set(runs.flatMap((run) => run.params.map((param) => param.key)))];
  return keys.map((key) => [
    key,
    ...runs.map((run) => run.params.find((param) => param.key === key)?.value ?? ''),
  ]);
}

function metricRows(runs: readonly RunRecord[]): (string | number)[][] {
  const keys = [...new Set(runs.flatMap((run) => run.metrics.map((metric) => metric.key)))].filter((key) =>
    key.startsWith('test_'),
  );
  return keys.map((key) => [key, ...runs.map((run) => Number(metricOf(run, key).toFixed(4)))]);
}

/** A run by its id or an unambiguous beginning or end of it. @throws AppError `run-unknown`. */
export function runByPrefix(runs: readonly RunRecord[], part: string): RunRecord {
  const found = runs.filter((run) => run.runId.startsWith(part) || run.runId.endsWith(part));
  if (found.length === 1) return found[0]!;
  throw new AppError('run-unknown', {
    detail:
      found.length === 0
        ? `There is no run "${part}".`
        : `"${part}" fits ${found.length} runs; give more of the id.`,
    remedy: 'List the runs with `treadle runs`.',
  });
}
