import { Group, Select, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { betterMetric } from '../../shared/evaluation/metric-list.ts';
import type { ColumnImportance, ImportanceReport } from '../../shared/pipelines/explain-model.ts';
import { defaultMetric } from '../../workers/lifecycle/explain-words.ts';
import { formatCount, formatMetric, formatPercent } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { ScrollBox } from '../shell/scroll-box.tsx';
import classes from './importance.module.css';

/** The columns, what matters most first, by a figure of choice. */
export function ImportanceTable({ report }: { report: ImportanceReport }) {
  const known = report.baseline.map(({ key }) => key);
  const [chosen, setChosen] = useState<string | null>(null);
  const metric = chosen ?? defaultMetric(known);
  const base = report.baseline.find(({ key }) => key === metric)!.value;
  const rows = report.columns
    .map((column) => ({ column, loss: lossOf(column, metric) }))
    .sort((a, b) => b.loss.mean - a.loss.mean);
  const reach = Math.max(...rows.map(({ loss }) => Math.abs(loss.mean) + loss.std), Number.MIN_VALUE);
  const mostOwn = Math.max(...rows.map(({ column }) => column.own ?? 0), Number.MIN_VALUE);
  const countsItself = rows.some(({ column }) => column.own !== null);
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-end">
        <Select
          size="xs"
          label="By the figure"
          data={known.map((key) => ({ value: key, label: metricLabel(key) }))}
          value={metric}
          allowDeselect={false}
          onChange={setChosen}
        />
        <Text fz="xs" c="dimmed">
          {metricLabel(metric)} {formatMetric(base)} on {rowsWords(report)}
        </Text>
      </Group>
      <ScrollBox>
        <Table verticalSpacing={6} className={classes['table']}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Column</Table.Th>
              <Table.Th>
                {betterMetric(metric) === 'higher' ? 'Lost' : 'Added'} {metricLabel(metric)} without it
              </Table.Th>
              <Table.Th ta="right">Mean ± deviation</Table.Th>
              {countsItself && <Table.Th>Counted by the model itself</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ column, loss }) => (
              <Table.Tr key={column.column}>
                <Table.Th scope="row" fw={500} className={classes['name']} title={column.column}>
                  {column.column}
                </Table.Th>
                <Table.Td>
                  <LossBar {...loss} reach={reach} />
                </Table.Td>
                <Table.Td ta="right" className="numeric">
                  {loss.mean.toFixed(4)} ± {loss.std.toFixed(4)}
                </Table.Td>
                {countsItself && (
                  <Table.Td>
                    <OwnBar share={column.own ?? 0} most={mostOwn} />
                  </Table.Td>
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollBox>
      {countsItself && (
        <Text fz="xs" c="dimmed">
          The model counts on the rows it learned from: gain or Gini for trees, the size of coefficients for
          linear models. A column that counts there and loses nothing here was learned by heart, or another
          column says the same.
        </Text>
      )}
    </Stack>
  );
}

const lossOf = ({ losses }: ColumnImportance, metric: string): ColumnImportance['losses'][number] =>
  losses.find(({ key }) => key === metric)!;

const rowsWords = ({ nRows, nAll, repeats }: ImportanceReport): string =>
  `${nRows === nAll ? formatCount(nRows) : `${formatCount(nRows)} of ${formatCount(nAll)}`} held-out rows, ${repeats} times each`;

/** A bar from the middle line where losses may be negative, with the deviation as a whisker. */
function LossBar({ mean, std, reach }: { mean: number; std: number; reach: number }) {
  const at = (value: number): number =>
    100 * Math.max(0, Math.min(1, (value / reach + NEGATIVE) / (1 + NEGATIVE)));
  const [from, to] = [Math.min(at(0), at(mean)), Math.max(at(0), at(mean))];
  return (
    <div className={classes['bar']} aria-hidden>
      <span className={classes['zero']} style={{ left: `${at(0)}%` }} />
      <span
        className={classes['fill']}
        data-negative={mean < 0 || undefined}
        style={{ left: `${from}%`, width: `${Math.max(0.4, to - from)}%` }}
      />
      <span
        className={classes['whisker']}
        style={{ left: `${at(mean - std)}%`, width: `${at(mean + std) - at(mean - std)}%` }}
      />
    </div>
  );
}

/** The share of a bar's room left of nothing: columns whose loss is below it are noise. */
const NEGATIVE = 0.25;

function OwnBar({ share, most }: { share: number; most: number }) {
  return (
    <Group gap="xs" wrap="nowrap">
      <div className={classes['own']} aria-hidden>
        <span className={classes['ownFill']} style={{ width: `${(100 * share) / most}%` }} />
      </div>
      <Text fz="xs" className="numeric" c="dimmed" w={48} ta="right">
        {formatPercent(share)}
      </Text>
    </Group>
  );
}
