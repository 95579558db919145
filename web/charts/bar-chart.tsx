import { formatNumber } from '../shell/format.ts';
import { axis, grid, legend, tooltip } from './base-option.ts';
import { Chart } from './chart.tsx';

export interface BarSeries {
  readonly name: string;
  readonly values: readonly number[];
}

interface BarChartProps {
  readonly label: string;
  readonly categories: readonly string[];
  readonly series: readonly BarSeries[];
  /** Bars lie on their side: for long names. */
  readonly sideways?: boolean;
  readonly height?: number;
  readonly format?: (value: number) => string;
  readonly axisName?: string;
  /** No gaps: neighbouring bins of one axis. */
  readonly touching?: boolean;
  /** Series on top of each other: parts of a whole. */
  readonly stacked?: boolean;
  /** Counts: no ticks between whole numbers. */
  readonly whole?: boolean;
}

/** Bars by category, side by side when there are several series. */
export function BarChart(props: BarChartProps) {
  const {
    label,
    categories,
    series,
    sideways = false,
    format = formatNumber,
    axisName,
    touching = false,
    stacked = false,
    whole = false,
  } = props;
  const many = series.length > 1;
  const height = props.height ?? (sideways ? 40 + categories.length * 22 : 240);
  return (
    <Chart
      label={label}
      height={height}
      option={(palette) => {
        const names = axis(palette, {
          type: 'category',
          data: [...categories],
          inverse: sideways,
          splitLine: { show: false },
        });
        const values = axis(palette, {
          type: 'value',
          name: axisName,
          ...(whole ? { minInterval: 1 } : {}),
          axisLabel: { color: palette.soft, fontSize: 11, formatter: format, hideOverlap: true },
        });
        return {
          grid: grid({ bottom: many ? 28 : 4 }),
          ...(many ? { legend: legend(palette) } : {}),
          tooltip: { ...tooltip(palette), valueFormatter: format, axisPointer: { type: 'shadow' } },
          xAxis: sideways ? values : names,
          yAxis: sideways ? names : values,
          series: series.map(({ name, values: data }) => ({
            type: 'bar',
            name,
            data: [...data],
            ...(stacked ? { stack: 'all' } : {}),
            ...(touching ? { barCategoryGap: '4%', barGap: '0%' } : { barMaxWidth: 26 }),
            itemStyle: { borderRadius: 2 },
          })),
        };
      }}
    />
  );
}
