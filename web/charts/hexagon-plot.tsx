import { formatCount } from '../shell/format.ts';
import { grid, tooltip } from './base-option.ts';
import { Chart } from './chart.tsx';
import { quantityAxis, type Quantity } from './quantity-axis.ts';

interface HexagonPlotProps {
  readonly label: string;
  readonly x: Quantity;
  readonly y: Quantity;
  readonly cells: readonly (readonly [x: number, y: number, count: number])[];
  /** Of a hexagon, in units of the axes. */
  readonly width: number;
  readonly height: number;
}

/** Corners of a hexagon that stands on its tip, in widths and heights. */
const CORNERS = [
  [0, -1 / 3],
  [0.5, -1 / 6],
  [0.5, 1 / 6],
  [0, 1 / 3],
  [-0.5, 1 / 6],
  [-0.5, -1 / 6],
] as const;

interface DrawApi {
  value(dimension: number): number;
  coord(point: readonly number[]): number[];
}

/** Many rows as counts in a honeycomb: the deeper the colour, the more of them; each step of colour is a doubling. */
export function HexagonPlot({ label, x, y, cells, width, height }: HexagonPlotProps) {
  const most = cells.reduce((largest, [, , count]) => Math.max(largest, count), 1);
  const strength = (count: number): number => 0.12 + (0.88 * Math.log1p(count)) / Math.log1p(most);
  return (
    <Chart
      label={label}
      height={380}
      option={(palette) => ({
        grid: grid(),
        tooltip: {
          ...tooltip(palette),
          trigger: 'item',
          formatter: ({ value }: { value: readonly number[] }) => `${formatCount(value[2] ?? 0)} rows`,
        },
        xAxis: quantityAxis(palette, x),
        yAxis: quantityAxis(palette, y, { nameGap: 44 }),
        series: [
          {
            type: 'custom',
            data: cells,
            clip: true,
            renderItem: (_: unknown, api: DrawApi) => ({
              type: 'polygon',
              shape: {
                points: CORNERS.map(([dx, dy]) =>
                  api.coord([api.value(0) + dx * width, api.value(1) + dy * height]),
                ),
              },
              style: { fill: palette.series[0], opacity: strength(api.value(2)) },
            }),
          },
        ],
      })}
    />
  );
}
