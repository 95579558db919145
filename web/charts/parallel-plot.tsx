import { formatNumber } from '../shell/format.ts';
import { tooltip } from './base-option.ts';
import { Chart } from './chart.tsx';
import { escapeText } from './escape-text.ts';

export interface ParallelAxis {
  readonly name: string;
  /** Choices, from below; a quantity when left out. */
  readonly choices?: readonly string[];
  readonly log?: boolean;
}

interface ParallelPlotProps {
  readonly label: string;
  readonly axes: readonly ParallelAxis[];
  /** A value an axis: a number, or a choice by name. The last axis gives the colour. */
  readonly lines: readonly { readonly name: string; readonly values: readonly (number | string)[] }[];
  readonly height?: number;
}

/** Many quantities at once: a line a thing, an axis a quantity. A few hundred lines at most. */
export function ParallelPlot({ label, axes, lines, height = 320 }: ParallelPlotProps) {
  const last = axes.length - 1;
  const shades = lines.map(({ values }) => Number(values[last]));
  const [min, max] = [Math.min(...shades), Math.max(...shades)];
  return (
    <Chart
      label={label}
      height={height}
      option={(palette) => ({
        tooltip: {
          ...tooltip(palette),
          trigger: 'item',
          formatter: ({ name, value }: { name: string; value: readonly (number | string)[] }) =>
            [
              `<b>${escapeText(name)}</b>`,
              ...axes.map((axis, at) => `${escapeText(axis.name)}: ${shown(value[at])}`),
            ].join('<br>'),
        },
        parallel: {
          left: 40,
          right: 60,
          top: 34,
          bottom: 16,
          parallelAxisDefault: {
            nameGap: 14,
            nameTruncate: { maxWidth: Math.max(44, 400 / axes.length) },
            nameTextStyle: { color: palette.soft, fontSize: 11 },
            axisLine: { lineStyle: { color: palette.soft } },
            axisTick: { show: false },
            axisLabel: { color: palette.soft, fontSize: 11 },
          },
        },
        parallelAxis: axes.map(({ name, choices, log = false }, dim) => ({
          dim,
          name,
          ...(choices === undefined
            ? { type: log ? 'log' : 'value', scale: true, axisLabel: numbers(palette.soft) }
            : { type: 'category', data: [...choices] }),
        })),
        visualMap: {
          show: false,
          dimension: last,
          min,
          max: max > min ? max : min + 1,
          inRange: { color: [palette.soft, palette.series[0]], opacity: [0.35, 1] },
        },
        series: [
          {
            type: 'parallel',
            smooth: 0.1,
            lineStyle: { width: 2 },
            data: lines.map(({ name, values }) => ({ name, value: [...values] })),
          },
        ],
      })}
    />
  );
}

const numbers = (color: string): object => ({
  color,
  fontSize: 11,
  formatter: (value: number) => formatNumber(value),
});

const shown = (value: number | string | undefined): string =>
  typeof value === 'number' ? formatNumber(value) : escapeText(value ?? '');
