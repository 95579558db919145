import {
  historyOf,
  rowHistory,
  type HistoryEntry,
  type RowEvent,
} from '../../../shared/records/dataset-history.ts';
import type { ExitCode, Invocation } from '../../command.ts';
import { formatTable, print, printJson } from '../../output.ts';
import { withDataset } from './known-dataset.ts';
import { rowNumbers } from './row-numbers.ts';

/** Loads and amendments, or what happened to one row. */
export function logData(name: string, invocation: Invocation): Promise<ExitCode> {
  const [row] = rowNumbers(invocation, 1);
  return withDataset(name, invocation, async (_host, dataset) => {
    if (row !== undefined) showRow(rowHistory(dataset, row), invocation);
    else if (invocation.flag('json')) printJson(historyOf(dataset).map(asJson));
    else print(logTable(historyOf(dataset)));
    return 0 as const;
  });
}

/** Rows are numbered from 1 wherever a person sees them. */
function asJson(entry: HistoryEntry): unknown {
  const { number, version } = entry;
  if (entry.kind === 'batch') return { number, kind: entry.kind, ...entry.batch, version };
  const { cells, deleted, restored, ...rest } = entry.amendment;
  return {
    number,
    kind: entry.kind,
    ...rest,
    cells: cells.map((cell) => ({ ...cell, row: cell.row + 1 })),
    deleted: deleted.map((row) => row + 1),
    restored: restored.map((row) => row + 1),
    version,
  };
}

function logTable(entries: readonly HistoryEntry[]): string {
  return formatTable(
    ['', 'when', 'who', 'what', 'rows', 'version', 'amendment'],
    entries.map((entry) => [
      `#${entry.number}`,
      entry.version.at,
      entry.kind === 'batch' ? entry.batch.by : entry.amendment.by,
      whatOf(entry),
      entry.version.nRows,
      entry.version.dataVersion.slice(0, 12),
      entry.kind === 'batch' ? '' : entry.amendment.amendmentId,
    ]),
  );
}

function whatOf(entry: HistoryEntry): string {
  if (entry.kind === 'batch') {
    const { source, nRows, percent, part } = entry.batch;
    return `load ${nRows} rows of ${source.name} (+${percent} %, ${part.upTo} % in all)`;
  }
  const { cells, deleted, restored, reason, undoes } = entry.amendment;
  const parts = [
    ...(cells.length > 0 ? [`${cells.length} cells corrected`] : []),
    ...(deleted.length > 0 ? [`${deleted.length} rows deleted`] : []),
    ...(restored.length > 0 ? [`${restored.length} rows restored`] : []),
  ];
  return `${parts.join(', ')}${undoes === null ? '' : ' (undo)'}: ${reason}`;
}

function showRow(events: readonly RowEvent[], invocation: Invocation): void {
  if (invocation.flag('json')) return printJson(events);
  const detail = (event: RowEvent): string => {
    if (event.what === 'loaded') return '';
    if (event.what !== 'corrected') return event.reason;
    const cells = event.cells.map(
      ({ column, old, value }) => `${column}: ${JSON.stringify(old)} → ${JSON.stringify(value)}`,
    );
    return `${cells.join(', ')} (${event.reason})`;
  };
  print(
    formatTable(
      ['when', 'who', 'what', ''],
      events.map((event) => [event.at, event.by, event.what, detail(event)]),
    ),
  );
}
