import { Anchor, Box, Table } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { ColumnSummary } from '../../shared/validation/report.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { Histogram } from '../charts/histogram.tsx';
import { formatDateTime, formatNumber } from '../shell/format.ts';

const route = getRouteApi('/data/$dataset');

/** A row of the columns table that opens into the column's distribution; which one is open is in the link. */
export function ColumnDetail({ column, children }: { column: ColumnSummary; children: ReactNode }) {
  const open = route.useSearch({ select: (search) => search.column === column.name });
  const navigate = route.useNavigate();
  const toggle = (): void =>
    void navigate({ search: (old) => ({ ...old, column: open ? undefined : column.name }), replace: true });
  return (
    <>
      <Table.Tr>
        <Table.Th scope="row">
          <Anchor component="button" type="button" fw={550} onClick={toggle} aria-expanded={open}>
            {column.name}
          </Anchor>
        </Table.Th>
        {children}
      </Table.Tr>
      {open && (
        <Table.Tr>
          <Table.Td colSpan={6}>
            <Box p="xs">
              <Distribution column={column} />
            </Box>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

function Distribution({ column: { name, numeric, top, type } }: { column: ColumnSummary }) {
  const label = `Distribution of ${name}`;
  if (numeric === null) {
    return (
      <BarChart
        label={label}
        sideways
        categories={top.map((each) => each.value)}
        series={[{ name: 'Rows', values: top.map((each) => each.count) }]}
      />
    );
  }
  const { edges, counts } = numeric.histogram;
  const format = type === 'datetime' ? formatDateTime : formatNumber;
  return (
    <Histogram label={label} edges={edges} series={[{ name: 'Rows', values: counts }]} format={format} />
  );
}
