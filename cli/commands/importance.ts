import { AppError } from '../../shared/errors/app-error.ts';
import type { ImportanceReport } from '../../shared/pipelines/explain-model.ts';
import { findExplained, importanceOf, type RowsWish } from '../../workers/lifecycle/explain.ts';
import { defaultMetric } from '../../workers/lifecycle/explain-words.ts';
import type { Host } from '../../workers/lifecycle/host.ts';
import type { Command, Invocation } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { referenceOf, VERSION_OPTION } from '../model-reference.ts';
import { formatTable, print, printJson, withProgress } from '../output.ts';
import { ROWS_OPTIONS, rowsText, rowsWish } from '../rows-options.ts';

export const importanceCommand: Command = {
  usage: 'importance MODEL[@ALIAS]|RUN [options]',
  options: [
    {
      name: 'metric',
      type: 'string',
      value: 'M',
      help: 'the figure to rank by, e.g. roc_auc, log_loss, f1, rmse (default roc_auc, or rmse for numbers)',
    },
    {
      name: 'repeats',
      type: 'string',
      value: 'N',
      help: 'how often each column is dealt out anew (default 10)',
    },
    ...ROWS_OPTIONS,
    VERSION_OPTION,
  ],
  notes: [
    'Each column is dealt out anew among the rows, as it came in; what the figure loses by that is its importance, with the deviation over the repeats. Beside it stands what the model counts by itself (gain, Gini, or the size of coefficients), where it counts anything.',
  ],
  examples: [
    'importance churn',
    'importance churn --metric f1 --repeats 20',
    'importance churn@challenger --json',
  ],
  positionals: [1, 1],
  run(invocation) {
    const reference = referenceOf(invocation);
    const wish = {
      ...rowsWish(invocation),
      repeats: wholeNumber(invocation, 'repeats', { min: 1, max: 1000, fallback: 10 }),
    };
    const missing = {
      code: 'model-unknown',
      detail: `There is neither a model nor a run "${reference.model}".`,
    } as const;
    return withExistingHost(invocation, missing, async (host) => {
      const found = await findExplained(host, reference);
      return show(invocation, found.title, wish, await report(host, found, wish, invocation));
    });
  },
};

const report = (
  host: Host,
  found: Awaited<ReturnType<typeof findExplained>>,
  wish: RowsWish & { repeats: number },
  { signal }: Invocation,
): Promise<ImportanceReport> =>
  withProgress('importance', (onProgress) => importanceOf(host, found, wish, { signal, onProgress }));

function show(invocation: Invocation, title: string, wish: RowsWish, found: ImportanceReport): 0 {
  const metric = metricOf(invocation.string('metric'), found);
  if (invocation.flag('json')) {
    printJson({ model: title, metric, dataset: wish.dataset, ...found });
    return 0;
  }
  const base = found.baseline.find(({ key }) => key === metric)!.value;
  const lossOf = ({ losses }: ImportanceReport['columns'][number]) =>
    losses.find(({ key }) => key === metric)!;
  const rows = [...found.columns].sort((a, b) => lossOf(b).mean - lossOf(a).mean);
  print(
    `${title}: ${metric} ${base.toFixed(4)} on ${rowsText(found, wish.dataset)}; each column dealt out anew ${found.repeats} times`,
  );
  print();
  print(
    formatTable(
      ['column', `loss of ${metric}`, '±', 'own share'],
      rows.map((row) => [
        row.column,
        lossOf(row).mean.toFixed(4),
        lossOf(row).std.toFixed(4),
        row.own === null ? '–' : `${(row.own * 100).toFixed(1)} %`,
      ]),
    ),
  );
  return 0;
}

/** @throws AppError `metric-unknown`. */
function metricOf(wished: string | undefined, { baseline }: ImportanceReport): string {
  const known = baseline.map(({ key }) => key);
  const metric = wished?.replace(/^test_/, '') ?? defaultMetric(known);
  if (known.includes(metric)) return metric;
  throw new AppError('metric-unknown', {
    detail: `There is no metric "${wished}" here; there are ${known.join(', ')}.`,
  });
}
