import { formatNumber } from '../shell/format.ts';
import { BarChart, type BarSeries } from './bar-chart.tsx';

interface HistogramProps {
  readonly label: string;
  /** One more than each series has values. */
  readonly edges: readonly number[];
  readonly series: readonly BarSeries[];
  readonly height?: number;
  readonly format?: (edge: number) => string;
}

/** Counts over neighbouring bins. */
export function Histogram({ label, edges, series, height, format = formatNumber }: HistogramProps) {
  const categories = edges.slice(1).map((right, bin) => `${format(edges[bin] ?? 0)} – ${format(right)}`);
  return (
    <BarChart
      touching
      label={label}
      categories={categories}
      series={series}
      {...(height === undefined ? {} : { height })}
    />
  );
}
