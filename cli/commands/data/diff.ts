import { asOf } from '../../../shared/records/dataset-history.ts';
import type { TableDiff } from '../../../shared/table/diff-tables.ts';
import { compareVersions } from '../../../workers/lifecycle/compare-versions.ts';
import type { ExitCode, Invocation } from '../../command.ts';
import { wholeNumber } from '../../invocation.ts';
import { formatTable, print, printJson, rowsRead, withProgress } from '../../output.ts';
import { withDataset } from './known-dataset.ts';

export function diffData(
  name: string,
  [from, to]: readonly [string, string],
  invocation: Invocation,
): Promise<ExitCode> {
  const atMost = wholeNumber(invocation, 'limit', { min: 0, max: 1_000_000, fallback: 20 });
  const key = invocation.string('key');
  return withDataset(name, invocation, async (host, dataset) => {
    const versions = [asOf(dataset, from), asOf(dataset, to)] as const;
    const { signal } = invocation;
    const wish = { atMost, ...(key === undefined ? {} : { key }) };
    const diff = await withProgress('diff', (onProgress) =>
      compareVersions(host, dataset, versions, wish, { signal, onRows: rowsRead(onProgress, signal) }),
    );
    const [before, after] = versions.map(({ dataVersion }) => dataVersion);
    if (invocation.flag('json')) printJson({ dataset: name, before, after, ...diff });
    else print(diffText(diff));
    return 0 as const;
  });
}

function diffText({ rows, columns, cells, added, removed, changed }: TableDiff): string {
  const columnLines = [
    ...columns.added.map(({ name, type }) => `column "${name}" (${type}) is new`),
    ...columns.removed.map(({ name }) => `column "${name}" is gone`),
    ...columns.retyped.map((each) => `column "${each.name}" was ${each.from} and is ${each.to}`),
  ];
  const rowLines = [
    ...removed.map((row) => ['-', row.row, rowText(row.cells)]),
    ...added.map((row) => ['+', row.row, rowText(row.cells)]),
    ...changed.flatMap((row) =>
      row.cells.map((cell) => [
        '~',
        row.row,
        `${cell.column}: ${JSON.stringify(cell.old)} → ${JSON.stringify(cell.value)}`,
      ]),
    ),
  ];
  return [
    `${rows.added} rows added, ${rows.removed} removed, ${rows.changed} changed, ${rows.same} the same`,
    ...cells.map(({ column, changed: count }) => `  ${column}: ${count} cells changed`),
    ...columnLines,
    ...(rowLines.length === 0 ? [] : ['', formatTable(['', 'row', 'cells'], rowLines)]),
  ].join('\n');
}

const MOST_CHARACTERS = 120;

function rowText(cells: readonly unknown[]): string {
  const text = cells.map((cell) => (cell === null ? '' : String(cell))).join(', ');
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text;
}
