import { formatNumber } from '../shell/format.ts';
import { axis, grid, legend, tooltip } from './base-option.ts';
import { Chart } from './chart.tsx';

interface CategoryLinesProps {
  readonly label: string;
  readonly categories: readonly string[];
  /** null leaves a gap. */
  readonly series: readonly { name: string; values: readonly (number | null)[] }[];
  readonly yName: string;
}

/** Lines over categories or ranges in their order. */
export function CategoryLines({ label, categories, series, yName }: CategoryLinesProps) {
  const many = series.length > 1;
  return (
    <Chart
      label={label}
      height={340}
      option={(palette) => ({
        grid: grid({ bottom: many ? 28 : 4 }),
        ...(many ? { legend: legend(palette) } : {}),
        tooltip: { ...tooltip(palette), valueFormatter: formatNumber },
        xAxis: axis(palette, { type: 'category', data: [...categories], splitLine: { show: false } }),
        yAxis: axis(palette, { type: 'value', name: yName, nameGap: 44, scale: true }),
        series: series.map(({ name, values }) => ({
          type: 'line',
          name,
          data: values,
          symbolSize: 6,
          lineStyle: { width: 2 },
        })),
      })}
    />
  );
}
