import { formatNumber } from '../shell/format.ts';
import { grid, legend, tooltip } from './base-option.ts';
import { Chart } from './chart.tsx';
import { quantityAxis, type Quantity } from './quantity-axis.ts';

interface ScatterPlotProps {
  readonly label: string;
  readonly x: Quantity;
  readonly y: Quantity;
  readonly series: readonly { name: string; points: readonly (readonly [number, number])[] }[];
  readonly height?: number;
}

/** A few thousand points at most: each is an element of the picture. */
export function ScatterPlot({ label, x, y, series, height = 380 }: ScatterPlotProps) {
  const many = series.length > 1;
  return (
    <Chart
      label={label}
      height={height}
      option={(palette) => ({
        grid: grid({ bottom: many ? 28 : 4 }),
        ...(many ? { legend: legend(palette) } : {}),
        tooltip: { ...tooltip(palette), trigger: 'item', valueFormatter: formatNumber },
        xAxis: quantityAxis(palette, x),
        yAxis: quantityAxis(palette, y, { nameGap: 44 }),
        series: series.map(({ name, points }) => ({
          type: 'scatter',
          name,
          data: points,
          symbolSize: 6,
          itemStyle: { opacity: 0.55 },
        })),
      })}
    />
  );
}
