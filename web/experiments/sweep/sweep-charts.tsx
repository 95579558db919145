import { SimpleGrid } from '@mantine/core';
import { memo } from 'react';
import { betterMetric } from '../../../shared/evaluation/metric-list.ts';
import { estimatorByName } from '../../../shared/estimators/registry.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import type { LeaderboardRow } from '../../../workers/lifecycle/sweep/leaderboard-rows.ts';
import { LineChart } from '../../charts/line-chart.tsx';
import { ParallelPlot, type ParallelAxis } from '../../charts/parallel-plot.tsx';
import { metricLabel } from '../../shell/metric-labels.ts';
import { Panel } from '../../shell/panel.tsx';

interface SweepChartsProps {
  readonly sweep: SweepRecord;
  readonly rows: readonly LeaderboardRow[];
}

/** More lines tell nothing apart. */
const MOST_LINES = 300;

/** How the best came to be, and which values go with good scores. */
export const SweepCharts = memo(
  function SweepCharts({ sweep, rows }: SweepChartsProps) {
    const scored = rows.filter((row) => row.mean !== null);
    if (scored.length < 2) return null;
    const label = metricLabel(sweep.spec.metric);
    return (
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Panel title="Best so far">
          <LineChart
            label={`${label} of each trial and the best so far`}
            xName="trial"
            yName={label}
            series={progressOf(sweep, scored)}
          />
        </Panel>
        <Panel title="Values and what they came to">
          <ParallelPlot
            label={`Parameters of each trial and its ${label}`}
            {...parallelOf(sweep, scored.slice(0, MOST_LINES), label)}
          />
        </Panel>
      </SimpleGrid>
    );
  },
  // A log that grows by something else draws nothing anew.
  (before, after) => before.rows.length === after.rows.length && before.sweep.sweepId === after.sweep.sweepId,
);

function progressOf({ spec }: SweepRecord, rows: readonly LeaderboardRow[]) {
  const inOrder = [...rows].sort((a, b) => a.trial - b.trial);
  const better = betterMetric(spec.metric) === 'higher' ? Math.max : Math.min;
  let best = inOrder[0]!.mean!;
  const soFar = inOrder.map(({ trial, mean }) => [trial + 1, (best = better(best, mean!))] as const);
  return [
    { name: 'Best so far', points: soFar },
    {
      name: 'Trial',
      points: inOrder.map(({ trial, mean }) => [trial + 1, mean!] as const),
      dashed: true,
      marks: true,
    },
  ];
}

function parallelOf({ spec }: SweepRecord, rows: readonly LeaderboardRow[], label: string) {
  const params = [...new Set(spec.models.flatMap(({ space }) => space.map(({ param }) => param)))];
  const several = spec.models.length > 1;
  const valuesOf = (param: string) => rows.map((row) => row.params[param]);
  const axes: ParallelAxis[] = [
    ...(several ? [{ name: 'model', choices: [...new Set(rows.map(({ estimator }) => estimator))] }] : []),
    ...params.map((param) => axisOf(param, valuesOf(param), isLog(spec, param))),
    { name: label },
  ];
  const numeric = new Map(axes.map((axis) => [axis.name, axis.choices === undefined]));
  const lines = rows.map((row) => ({
    name: `Trial ${row.trial + 1}`,
    values: [
      ...(several ? [row.estimator] : []),
      ...params.map((param) => {
        const value = row.params[param];
        return numeric.get(param) === true ? Number(value) : named(value);
      }),
      row.mean!,
    ],
  }));
  return { axes, lines };
}

const named = (value: unknown): string =>
  value === undefined ? '–' : value === null ? 'none' : String(value);

/** Numbers of every trial make a quantity; anything else is a choice. */
function axisOf(name: string, values: readonly unknown[], log: boolean): ParallelAxis {
  if (values.every((value) => typeof value === 'number')) {
    const least = Math.min(...values.map(Number));
    return { name, log: log && least > 0 };
  }
  return { name, choices: [...new Set(values.map(named))] };
}

function isLog({ models }: SweepRecord['spec'], name: string): boolean {
  return models.some(({ recipe, space }) => {
    const dimension = space.find(({ param }) => param === name);
    if (dimension === undefined || 'values' in dimension) return false;
    const param = estimatorByName(recipe.estimator.name).params.find((each) => each.name === name);
    return dimension.log ?? (param !== undefined && 'log' in param && param.log === true);
  });
}
