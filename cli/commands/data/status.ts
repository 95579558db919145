import type { DatasetRecord } from '../../../shared/records/dataset.ts';
import { loadedPart } from '../../../shared/records/dataset-batches.ts';
import { loadStatus } from '../../../shared/records/dataset-history.ts';
import type { ExitCode, Invocation } from '../../command.ts';
import { formatTable, print, printJson } from '../../output.ts';
import { withDataset } from './known-dataset.ts';

export function statusOfData(name: string, invocation: Invocation): Promise<ExitCode> {
  return withDataset(name, invocation, async (_host, dataset) => {
    if (invocation.flag('json')) printJson(statusOf(dataset));
    else print(statusText(dataset));
    return 0 as const;
  });
}

/** What `--json` says of a dataset after a load. */
export function statusOf(dataset: DatasetRecord) {
  const newest = dataset.versions.at(-1)!;
  return {
    dataset: dataset.name,
    ...loadStatus(dataset),
    dataVersion: newest.dataVersion,
    versions: dataset.versions.length,
    target: dataset.target,
    classes: newest.classes,
    sources: dataset.sources.map(({ nRows, seed }, index) => {
      const { nLoaded, upTo } = loadedPart(dataset, index);
      const { name } = dataset.batches.find(({ part }) => part.source === index)!.source;
      return { name, rows: nRows, loadedRows: nLoaded, percent: upTo, shuffle: seed };
    }),
  };
}

export function statusText(dataset: DatasetRecord): string {
  const status = statusOf(dataset);
  const { classes } = status;
  const lines = [
    `${status.dataset}: ${status.current_percentage} % loaded, ${status.total_rows} rows, version ${status.dataVersion.slice(0, 12)} (#${status.versions})`,
    `last load: ${status.last_load_date ?? 'none'}`,
    ...status.sources.map(
      ({ name, rows, loadedRows, shuffle }) =>
        `  ${name}: ${loadedRows} of ${rows} rows${shuffle === null ? '' : `, shuffled by ${shuffle}`}`,
    ),
  ];
  if (classes !== null) {
    const share = (count: number): string =>
      `${((100 * count) / Math.max(1, status.total_rows)).toFixed(1)} %`;
    lines.push(
      '',
      formatTable(
        [classes.column, 'rows', 'share'],
        [
          ...classes.counts.map(({ value, count }) => [value, count, share(count)]),
          ...(classes.others > 0 ? [['(other classes)', classes.others, share(classes.others)]] : []),
          ...(classes.missing > 0 ? [['(missing)', classes.missing, share(classes.missing)]] : []),
        ],
      ),
    );
  }
  return lines.join('\n');
}
