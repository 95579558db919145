import { Select, SimpleGrid, Text } from '@mantine/core';
import { memo, useState } from 'react';
import { betterMetric } from '../../../shared/evaluation/metric-list.ts';
import { estimatorByName } from '../../../shared/estimators/registry.ts';
import type { SearchDimension, SweepModel, SweepRecord } from '../../../shared/records/sweep.ts';
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
        <ValuesPanel sweep={sweep} rows={scored} label={label} />
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

interface ValuesPanelProps extends SweepChartsProps {
  readonly label: string;
}

/** Each model has params of its own: one model at a time, the best one first. */
function ValuesPanel({ sweep, rows, label }: ValuesPanelProps) {
  const searched = sweep.spec.models.filter(({ space }) => space.length > 0);
  const models = searched.map(({ recipe }) => recipe.estimator.name);
  const inPlay = rows.find(({ estimator }) => models.includes(estimator))?.estimator ?? models[0];
  const [chosen, setChosen] = useState<string | null>(null);
  const model = searched.find(({ recipe }) => recipe.estimator.name === (chosen ?? inPlay));
  if (model === undefined) return null;
  const { name } = model.recipe.estimator;
  const own = rows.filter(({ estimator }) => estimator === name);
  const choice = (
    <Select
      size="xs"
      aria-label="Model"
      data={models.map((each) => ({ value: each, label: estimatorByName(each).title }))}
      value={name}
      onChange={setChosen}
      allowDeselect={false}
    />
  );
  return (
    <Panel title="Values and what they came to" {...(models.length > 1 ? { actions: choice } : {})}>
      {own.length < 2 ? (
        <Text fz="sm" c="dimmed">
          One trial of this model: nothing to compare it with.
        </Text>
      ) : (
        <ParallelPlot
          label={`Parameters of each trial and its ${label}`}
          {...parallelOf(model, own.slice(0, MOST_LINES), label)}
        />
      )}
    </Panel>
  );
}

function parallelOf({ recipe, space }: SweepModel, rows: readonly LeaderboardRow[], label: string) {
  const params = space.map(({ param }) => param);
  const axes: ParallelAxis[] = [
    ...params.map((param) =>
      axisOf(
        param,
        rows.map((row) => row.params[param]),
        isLog(recipe.estimator.name, space, param),
      ),
    ),
    { name: label },
  ];
  const lines = rows.map((row) => ({
    name: `Trial ${row.trial + 1}`,
    values: [
      ...params.map((param, at) =>
        axes[at]!.choices === undefined ? Number(row.params[param]) : named(row.params[param]),
      ),
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

function isLog(estimator: string, space: readonly SearchDimension[], name: string): boolean {
  const dimension = space.find(({ param }) => param === name);
  if (dimension === undefined || 'values' in dimension) return false;
  const param = estimatorByName(estimator).params.find((each) => each.name === name);
  return dimension.log ?? (param !== undefined && 'log' in param && param.log);
}
