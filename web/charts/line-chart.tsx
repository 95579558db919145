import { formatNumber } from '../shell/format.ts';
import { axis, grid, legend, tooltip } from './base-option.ts';
import { Chart } from './chart.tsx';

export interface LineSeries {
  readonly name: string;
  readonly points: readonly (readonly [number, number])[];
  /** A reference, e.g. chance level: thin and dashed. */
  readonly dashed?: boolean;
  readonly marks?: boolean;
}

interface LineChartProps {
  readonly label: string;
  readonly xName: string;
  readonly yName: string;
  readonly series: readonly LineSeries[];
  /** Both axes from 0 to 1, for shares. */
  readonly unit?: boolean;
  readonly time?: boolean;
  readonly height?: number;
}

/** Curves over a numeric or time axis. */
export function LineChart({
  label,
  xName,
  yName,
  series,
  unit = false,
  time = false,
  height = 280,
}: LineChartProps) {
  const limits = unit ? { min: 0, max: 1 } : { scale: true };
  return (
    <Chart
      label={label}
      height={height}
      option={(palette) => ({
        grid: grid({ bottom: series.length > 1 ? 28 : 4, top: 16 }),
        ...(series.length > 1 ? { legend: legend(palette) } : {}),
        tooltip: { ...tooltip(palette), valueFormatter: formatNumber },
        xAxis: axis(
          palette,
          time ? { type: 'time', name: xName } : { type: 'value', name: xName, ...limits },
        ),
        yAxis: axis(palette, { type: 'value', name: yName, nameGap: 36, ...(time ? { min: 0 } : limits) }),
        series: series.map(({ name, points, dashed = false, marks = false }) => ({
          type: 'line',
          name,
          data: points.map((point) => [...point]),
          showSymbol: marks,
          symbolSize: 6,
          lineStyle: dashed ? { width: 1, type: 'dashed', color: palette.soft } : { width: 2 },
          ...(dashed ? { itemStyle: { color: palette.soft }, tooltip: { show: false } } : {}),
        })),
      })}
    />
  );
}
