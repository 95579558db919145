import { formatNumber } from '../shell/format.ts';
import { axis, grid, tooltip } from './base-option.ts';
import { Chart } from './chart.tsx';
import { escapeText } from './escape-text.ts';

interface HeatMapProps {
  readonly label: string;
  readonly xs: readonly string[];
  readonly ys: readonly string[];
  /** `values[y][x]`; null draws nothing. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Where the colour is weakest and strongest; from the values when left out. `−1 … 1` shows signs as two colours. */
  readonly range?: readonly [number, number];
  readonly format?: (value: number) => string;
  /** Figures inside the cells. */
  readonly figures?: boolean;
  readonly rowHeight?: number;
  /** No names along x: they say only where along the rows one is. */
  readonly bareX?: boolean;
  readonly onPick?: (x: string, y: string) => void;
}

export function HeatMap(props: HeatMapProps) {
  const {
    label,
    xs,
    ys,
    values,
    format = formatNumber,
    figures = false,
    rowHeight = 26,
    bareX = false,
    onPick,
  } = props;
  const cells = values.flatMap((row, y) =>
    row.flatMap((value, x) => (value === null ? [] : [[x, y, value]])),
  );
  const [min, max] = props.range ?? [0, cells.reduce((most, cell) => Math.max(most, cell[2] ?? 0), 0)];
  return (
    <Chart
      label={label}
      height={70 + ys.length * rowHeight}
      {...(onPick === undefined
        ? {}
        : { onPickCell: (x: number, y: number) => onPick(xs[x] ?? '', ys[y] ?? '') })}
      option={(palette) => ({
        grid: grid(),
        tooltip: {
          ...tooltip(palette),
          trigger: 'item',
          formatter: ({ value: [x = 0, y = 0, value = 0] }: { value: readonly number[] }) =>
            `${escapeText(ys[y] ?? '')} · ${escapeText(xs[x] ?? '')}<br><b>${format(value)}</b>`,
        },
        xAxis: axis(palette, {
          type: 'category',
          data: [...xs],
          splitLine: { show: false },
          axisLabel: {
            show: !bareX,
            color: palette.soft,
            fontSize: 11,
            rotate: xs.length > 8 ? 40 : 0,
            width: 110,
            overflow: 'truncate',
            hideOverlap: true,
          },
        }),
        yAxis: axis(palette, {
          type: 'category',
          data: [...ys],
          inverse: true,
          splitLine: { show: false },
          axisLabel: {
            color: palette.soft,
            fontSize: 11,
            width: 120,
            overflow: 'truncate',
            interval: ys.length > 40 ? 'auto' : 0,
          },
        }),
        visualMap: {
          show: false,
          min,
          max: max > min ? max : min + 1,
          inRange: { color: colours(palette, min < 0) },
        },
        series: [
          {
            type: 'heatmap',
            data: cells,
            label: {
              show: figures,
              fontSize: 11,
              color: palette.text,
              formatter: ({ value }: { value: readonly number[] }) => format(value[2] ?? 0),
            },
            itemStyle: { borderColor: palette.surface, borderWidth: 1 },
          },
        ],
      })}
    />
  );
}

/** Pale enough that figures stay readable in either scheme. */
function colours(
  { surface, series }: { surface: string; series: readonly string[] },
  signed: boolean,
): string[] {
  const strong = mix(series[0] ?? '#4f46e5', surface, 0.62);
  return signed ? [mix(series[1] ?? '#e8590c', surface, 0.62), surface, strong] : [surface, strong];
}

/** `share` of one hex colour in another. */
function mix(a: string, b: string, share: number): string {
  const parts = (hex: string): number[] => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
  const [from, to] = [parts(b), parts(a)];
  const mixed = from.map((part, at) => Math.round(part + share * ((to[at] ?? part) - part)));
  return `#${mixed.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
