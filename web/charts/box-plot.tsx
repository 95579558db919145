import { formatCount, formatNumber } from '../shell/format.ts';
import { axis, grid, tooltip } from './base-option.ts';
import { Chart } from './chart.tsx';
import { quantityAxis, type Quantity } from './quantity-axis.ts';

interface BoxPlotProps {
  readonly label: string;
  readonly y: Quantity;
  readonly xName: string;
  readonly boxes: readonly {
    readonly name: string;
    readonly n: number;
    readonly mean: number;
    readonly low: number;
    readonly q1: number;
    readonly median: number;
    readonly q3: number;
    readonly high: number;
    readonly outliers: number;
  }[];
}

/** A box by category, its mean as a dot; how many values lie outside is in the tooltip. */
export function BoxPlot({ label, y, xName, boxes }: BoxPlotProps) {
  const shown = (value: number): string =>
    y.time === true ? new Date(value).toISOString().slice(0, 10) : formatNumber(value);
  return (
    <Chart
      label={label}
      height={380}
      option={(palette) => ({
        grid: grid(),
        tooltip: {
          ...tooltip(palette),
          trigger: 'item',
          formatter: ({ dataIndex }: { dataIndex: number }) => tip(boxes[dataIndex], shown),
        },
        xAxis: axis(palette, {
          type: 'category',
          name: xName,
          data: boxes.map(({ name }) => name),
          splitLine: { show: false },
        }),
        yAxis: quantityAxis(palette, y, { nameGap: 44 }),
        series: [
          {
            type: 'boxplot',
            data: boxes.map(({ low, q1, median, q3, high }) => [low, q1, median, q3, high]),
            boxWidth: [10, 60],
            itemStyle: { color: `${palette.series[0]}33`, borderColor: palette.series[0], borderWidth: 1.5 },
          },
          {
            type: 'scatter',
            data: boxes.map(({ mean }) => mean),
            symbolSize: 7,
            itemStyle: { color: palette.series[1] },
          },
        ],
      })}
    />
  );
}

function tip(box: BoxPlotProps['boxes'][number] | undefined, shown: (value: number) => string): string {
  if (box === undefined) return '';
  const { n, mean, q1, median, q3, outliers } = box;
  return [
    `${formatCount(n)} rows`,
    `median ${shown(median)}, mean ${shown(mean)}`,
    `middle half ${shown(q1)} to ${shown(q3)}`,
    `${formatCount(outliers)} beyond the whiskers`,
  ].join('<br>');
}
