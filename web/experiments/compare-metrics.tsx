import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { betterMetric } from '../../shared/evaluation/metric-list.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import { metricOf } from '../../workers/lifecycle/leaderboard.ts';
import { formatMetric } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { Panel } from '../shell/panel.tsx';
import { bestValues } from './best-values.ts';
import classes from './experiments.module.css';
import { metricKeys } from './run-columns.ts';

interface Pair {
  readonly a: RunRecord;
  readonly b: RunRecord;
}

export function CompareMetrics({ a, b }: Pair) {
  const keys = metricKeys([a, b]).filter((key) => /^(test|train)_/.test(key));
  const best = bestValues([a, b], keys);
  return (
    <Panel
      title="Metrics"
      note={a.dataVersion === b.dataVersion ? 'on the same data version' : 'on different data versions'}
      flush
    >
      <Table miw={480}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Metric</Table.Th>
            <RunHead run={a} />
            <RunHead run={b} />
            <Table.Th ta="right">Difference</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map((key) => {
            const [one, two] = [metricOf(a, key), metricOf(b, key)];
            return (
              <Table.Tr key={key}>
                <Table.Td>{metricLabel(key)}</Table.Td>
                <MetricCell value={one} best={best.get(key)} differ={one !== two} />
                <MetricCell value={two} best={best.get(key)} differ={one !== two} />
                <Table.Td ta="right">
                  <Difference metric={key} value={two - one} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

function RunHead({ run }: { run: RunRecord }) {
  return (
    <Table.Th ta="right">
      <Anchor
        fw={600}
        renderRoot={(props) => (
          <Link to="/experiments/runs/$runId" params={{ runId: run.runId }} {...props} />
        )}
      >
        {run.name}
      </Anchor>
    </Table.Th>
  );
}

function MetricCell({ value, best, differ }: { value: number; best: number | undefined; differ: boolean }) {
  return (
    <Table.Td ta="right">
      <span className={differ && value === best ? classes['best'] : undefined}>
        {Number.isNaN(value) ? '–' : formatMetric(value)}
      </span>
    </Table.Td>
  );
}

function Difference({ metric, value }: { metric: string; value: number }) {
  if (Number.isNaN(value)) return '–';
  const better = value === 0 ? null : value > 0 === (betterMetric(metric) === 'higher');
  const sign = value > 0 ? '+' : value < 0 ? '−' : '';
  return (
    <Text
      span
      fz="sm"
      c={
        better === null
          ? 'dimmed'
          : better
            ? 'var(--mantine-color-green-light-color)'
            : 'var(--mantine-color-red-light-color)'
      }
    >
      {sign}
      {formatMetric(Math.abs(value))}
    </Text>
  );
}
