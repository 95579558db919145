import type { EChartsCoreOption } from 'echarts/core';
import type { DependenceReport } from '../../shared/pipelines/explain-model.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { axis, tooltip } from '../charts/base-option.ts';
import { Chart } from '../charts/chart.tsx';
import type { Palette } from '../charts/palette.ts';
import { formatCount, formatNumber } from '../shell/format.ts';

interface DependencePlotProps {
  readonly report: DependenceReport;
  readonly output: number;
  /** Some rows by themselves, too. */
  readonly single: boolean;
}

export function DependencePlot(props: DependencePlotProps) {
  const { profile, type } = props.report;
  const isLine = (type === 'numeric' || type === 'datetime') && profile.kind === 'numeric';
  return isLine ? <Lines {...props} /> : <Bars {...props} />;
}

const sayOf = ({ column, outputs }: DependenceReport, output: number): string =>
  `Mean answer for ${outputs[output]!} by ${column}`;

function Bars({ report, output, single }: DependencePlotProps) {
  const { grid: values, mean, individual, profile } = report;
  const names = values.map(String);
  const counts = names.map((name) => {
    const level = profile.kind === 'categorical' ? profile.levels.indexOf(name) : -1;
    return level < 0 ? 0 : profile.counts[level + 1]!;
  });
  const spread = names.map((_, at) => individual[output]!.map((curve) => curve[at]!));
  const least = { name: 'Least of single rows', values: spread.map((all) => Math.min(...all)) };
  const most = { name: 'Most of single rows', values: spread.map((all) => Math.max(...all)) };
  const average = { name: 'Mean answer', values: mean[output]! };
  return (
    <>
      <BarChart
        label={sayOf(report, output)}
        categories={names}
        series={single && individual[output]!.length > 0 ? [average, least, most] : [average]}
        height={230}
      />
      <BarChart
        label={`Rows of the training part by ${report.column}`}
        categories={names}
        series={[{ name: 'Rows in training', values: counts }]}
        height={90}
        format={formatCount}
        whole
      />
    </>
  );
}

const EDGES = { left: 66, right: 16, outerBoundsMode: 'none' };

/** Above the answers, below on the same axis the density of the training part. */
function Lines({ report, output, single }: DependencePlotProps) {
  const { grid: values, mean, individual, column, type, outputs } = report;
  const xs = values.map(Number);
  const line = (ys: readonly number[]): number[][] => xs.map((x, at) => [x, ys[at]!]);
  const curves = single ? individual[output]! : [];
  const [low, high] = [xs[0]!, xs.at(-1)!];
  const option = (palette: Palette): EChartsCoreOption => {
    const scale = { type: type === 'datetime' ? 'time' : 'value', min: low, max: high };
    return {
      // Both by the same edges, so that a value stands above its density.
      grid: [
        { ...EDGES, top: 16, height: 204 },
        { ...EDGES, top: 232, height: 60 },
      ],
      tooltip: { ...tooltip(palette), valueFormatter: formatNumber },
      xAxis: [
        axis(palette, { ...scale, gridIndex: 0, axisLabel: { show: false } }),
        axis(palette, { ...scale, gridIndex: 1, name: column, splitLine: { show: false } }),
      ],
      yAxis: [
        axis(palette, { type: 'value', scale: true, gridIndex: 0, name: outputs[output], nameGap: 40 }),
        axis(palette, { type: 'value', gridIndex: 1, show: false, min: 0 }),
      ],
      series: [
        ...curves.map((curve) => ({
          type: 'line',
          name: 'One row',
          data: line(curve),
          showSymbol: false,
          silent: true,
          tooltip: { show: false },
          lineStyle: { width: 1, color: palette.soft, opacity: 0.28 },
        })),
        {
          type: 'line',
          name: 'Mean answer',
          data: line(mean[output]!),
          showSymbol: xs.length < 12,
          lineStyle: { width: 2.5, color: palette.series[0] },
          itemStyle: { color: palette.series[0] },
          z: 5,
        },
        {
          type: 'line',
          name: 'Density in training',
          data: densityOf(report, low, high),
          xAxisIndex: 1,
          yAxisIndex: 1,
          showSymbol: false,
          silent: true,
          tooltip: { show: false },
          lineStyle: { width: 0 },
          areaStyle: { color: palette.soft, opacity: 0.35 },
        },
      ],
    };
  };
  return <Chart label={sayOf(report, output)} height={340} option={option} />;
}

/** Rows per unit of the axis in every bin of the profile, as steps; the outer bins have no width. */
function densityOf({ profile }: DependenceReport, low: number, high: number): number[][] {
  if (profile.kind !== 'numeric') return [];
  const { edges, counts } = profile;
  const steps = edges.slice(1).map((edge, at) => {
    const from = edges[at]!;
    return { from, to: edge, density: counts[at + 2]! / Math.max(edge - from, Number.MIN_VALUE) };
  });
  const shown = steps.filter(({ from, to }) => to > low && from < high);
  return shown.flatMap(({ from, to, density }) => [
    [Math.max(from, low), density],
    [Math.min(to, high), density],
  ]);
}
