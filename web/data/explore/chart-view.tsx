import { Select, Stack } from '@mantine/core';
import {
  AGGREGATES,
  CHART_KINDS,
  type Aggregate,
  type ChartKind,
} from '../../../shared/exploration/choices.ts';
import type { ChartSpec } from '../../../shared/exploration/free-chart.ts';
import { Panel } from '../../shell/panel.tsx';
import type { DatasetViewProps } from '../dataset-view.ts';
import { ColumnSelect } from './column-select.tsx';
import classes from './explore.module.css';
import { LookedAt, sampleNote } from './looked-at.tsx';
import { Picture } from './picture.tsx';
import { useExploreSearch } from './use-explore-search.ts';
import { useLook } from './use-look.ts';

const kinds: Record<ChartKind, { label: string; takes: readonly ('y' | 'colour' | 'aggregate')[] }> = {
  bar: { label: 'Bars', takes: ['aggregate', 'y', 'colour'] },
  line: { label: 'Lines', takes: ['aggregate', 'y', 'colour'] },
  scatter: { label: 'Points', takes: ['y', 'colour'] },
  hexagons: { label: 'Honeycomb', takes: ['y'] },
  box: { label: 'Boxes', takes: ['y'] },
  heat: { label: 'Heat map', takes: ['y'] },
};

const aggregates: Record<Aggregate, string> = {
  count: 'Number of rows',
  sum: 'Sum',
  mean: 'Mean',
  median: 'Median',
  min: 'Least',
  max: 'Greatest',
};

/** Any chart from free choices; the link is the chart. */
export function ChartView({ dataset, dataVersion }: DatasetViewProps) {
  const spec = useSpec(dataset);
  const look = useLook('explore-chart', dataVersion, { spec });
  const isTime = (name: string | undefined): boolean =>
    dataset.schema.find((column) => column.name === name)?.type === 'datetime';
  return (
    <Stack gap="lg">
      <Choices dataset={dataset} spec={spec} />
      <LookedAt look={look}>
        {(chart) => (
          <Panel title={titleOf(chart, spec)} note={sampleNote(chart)}>
            <Picture
              label={`${chart.yName} by ${chart.xName}${spec.colour === undefined ? '' : `, colour ${spec.colour}`}`}
              picture={chart.picture}
              x={{ name: chart.xName, time: isTime(spec.x) }}
              y={{ name: chart.yName, time: isTime(spec.y) && spec.aggregate === undefined }}
              stacked={spec.aggregate === undefined || spec.aggregate === 'sum'}
              asLine={spec.chart === 'line'}
            />
          </Panel>
        )}
      </LookedAt>
    </Stack>
  );
}

/** The name of a column stays as it is; what is made of it starts a title. */
function titleOf({ xName, yName }: { xName: string; yName: string }, { y, aggregate }: ChartSpec): string {
  const made = aggregate !== undefined || y === undefined;
  const measured = made ? yName.charAt(0).toUpperCase() + yName.slice(1) : yName;
  return `${measured} by ${xName}`;
}

/** What the link says, and something to look at for what it leaves out. */
function useSpec({ schema, target }: DatasetViewProps['dataset']): ChartSpec {
  const [search] = useExploreSearch();
  const known = (name: string | undefined): string | undefined =>
    schema.find((column) => column.name === name)?.name;
  const chart = search.chart ?? 'bar';
  const takes = kinds[chart].takes;
  const counts = takes.includes('aggregate') && (search.aggregate ?? 'count') === 'count';
  const numeric = schema.filter(({ name, type }) => type === 'numeric' && name !== target);
  const x = known(search.x) ?? (numeric[0] ?? schema[0])?.name ?? '';
  const y = known(search.y) ?? numeric.find(({ name }) => name !== x)?.name ?? x;
  const colour = known(search.colour);
  return {
    chart,
    x,
    ...(counts ? {} : { y }),
    ...(takes.includes('colour') && colour !== undefined ? { colour } : {}),
    ...(takes.includes('aggregate') && search.aggregate !== undefined && search.aggregate !== 'count'
      ? { aggregate: search.aggregate }
      : {}),
  };
}

function Choices({ dataset: { schema }, spec }: { dataset: DatasetViewProps['dataset']; spec: ChartSpec }) {
  const [, change] = useExploreSearch();
  const { takes } = kinds[spec.chart];
  return (
    <div className={classes['pickers']}>
      <Select
        label="Kind"
        w={{ base: '100%', xs: 150 }}
        data={CHART_KINDS.map((value) => ({ value, label: kinds[value].label }))}
        value={spec.chart}
        onChange={(next) => change({ chart: next as ChartKind })}
        allowDeselect={false}
      />
      <ColumnSelect
        label="Along x"
        columns={schema}
        value={spec.x}
        onChange={(next) => change({ x: next ?? undefined })}
      />
      {takes.includes('aggregate') && (
        <Select
          label="Shows"
          w={{ base: '100%', xs: 170 }}
          data={AGGREGATES.map((value) => ({ value, label: aggregates[value] }))}
          value={spec.aggregate ?? 'count'}
          onChange={(next) => change({ aggregate: next as Aggregate })}
          allowDeselect={false}
        />
      )}
      {spec.y !== undefined && (
        <ColumnSelect
          label={takes.includes('aggregate') ? 'Of' : 'Along y'}
          columns={schema}
          value={spec.y}
          onChange={(next) => change({ y: next ?? undefined })}
        />
      )}
      {takes.includes('colour') && (
        <ColumnSelect
          label="Colour"
          columns={schema}
          value={spec.colour ?? null}
          onChange={(next) => change({ colour: next ?? undefined })}
          clearable
          placeholder="None"
        />
      )}
    </div>
  );
}
