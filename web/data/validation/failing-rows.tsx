import { Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { TaskMap } from '../../../workers/tasks/tasks.ts';
import { formatCount } from '../../shell/format.ts';
import { useAnswer } from '../../shell/use-answer.ts';
import { DataGrid } from '../data-grid.tsx';
import { LookedAt } from '../explore/looked-at.tsx';
import { useRowNumbers } from '../row-numbers.ts';

interface FailingRowsProps {
  readonly dataVersion: string;
  readonly target: string | null;
  /** The column in question stands first, so that one need not search it. */
  readonly column: string | null;
  readonly rows: readonly number[];
  /** How many there are in all. */
  readonly count: number;
  readonly label: string;
}

export function FailingRows(props: FailingRowsProps) {
  const { dataVersion, rows, count } = props;
  const look = useAnswer(`rows:${dataVersion}:${rows.join()}`, async (host, options) =>
    host.tasks.run('rows-at', { table: await host.tableRef(dataVersion), rows }, options),
  );
  return (
    <LookedAt look={look} height={120}>
      {(found) => (
        <Stack gap={4}>
          {count > rows.length && (
            <Text fz="xs" c="dimmed">
              The first {formatCount(rows.length)} of {formatCount(count)}
            </Text>
          )}
          <FoundRows {...props} found={found} />
        </Stack>
      )}
    </LookedAt>
  );
}

type Found = TaskMap['rows-at']['output'];

function FoundRows({ found, rows, column, target, label }: FailingRowsProps & { readonly found: Found }) {
  const numbers = useRowNumbers();
  const { window, missing } = useMemo(() => columnFirst(found, column), [found, column]);
  return (
    <DataGrid
      table={window}
      missing={missing}
      numbers={rows.map((row) => numbers?.[row] ?? row)}
      target={target}
      height={gridHeight(rows.length)}
      label={label}
    />
  );
}

/** Few rows need no empty space below them. */
const gridHeight = (nRows: number): number => Math.min(300, 60 + 34 * nRows);

function columnFirst({ window, missing }: Found, name: string | null): Found {
  const order = [...window.columns.keys()];
  const found = window.columns.findIndex((column) => column.name === name);
  const places = found < 0 ? order : [found, ...order.filter((at) => at !== found)];
  return {
    window: { ...window, columns: places.map((at) => window.columns[at]!) },
    missing: places.map((at) => missing[at]!),
  };
}
