import type { EChartsCoreOption } from 'echarts/core';
import type { Palette } from './palette.ts';

/** What every chart has in common. */
export function baseOption(palette: Palette, label: string): EChartsCoreOption {
  return {
    backgroundColor: 'transparent',
    color: [...palette.series],
    textStyle: { fontFamily: pageFont(), color: palette.text },
    animationDuration: 250,
    aria: { enabled: true, label: { description: label } },
    tooltip: tooltip(palette),
  };
}

export const tooltip = (palette: Palette): object => ({
  trigger: 'axis',
  confine: true,
  backgroundColor: palette.surface,
  borderColor: palette.line,
  textStyle: { color: palette.text, fontSize: 12 },
  axisPointer: { lineStyle: { color: palette.soft }, shadowStyle: { color: palette.line, opacity: 0.5 } },
});

export const grid = (extra: object = {}): object => ({
  left: 4,
  right: 12,
  top: 14,
  bottom: 4,
  outerBoundsMode: 'same',
  outerBoundsContain: 'all',
  ...extra,
});

/** An axis with quiet lines; pass `type`, `data`, `name`, … */
export const axis = (palette: Palette, extra: object): object => ({
  axisLine: { lineStyle: { color: palette.line } },
  axisTick: { show: false },
  axisLabel: { color: palette.soft, fontSize: 11, hideOverlap: true },
  splitLine: { lineStyle: { color: palette.line } },
  nameTextStyle: { color: palette.soft, fontSize: 11 },
  nameLocation: 'middle',
  nameGap: 26,
  ...extra,
});

export const legend = (palette: Palette, extra: object = {}): object => ({
  type: 'scroll',
  bottom: 0,
  icon: 'roundRect',
  itemWidth: 10,
  itemHeight: 10,
  textStyle: { color: palette.soft, fontSize: 11 },
  ...extra,
});

/**
 * The family by name: labels are measured on a canvas, which knows no `inherit`. With single quotes, since ECharts
 * writes it into the attributes of a saved SVG as it is.
 */
const pageFont = (): string => getComputedStyle(document.body).fontFamily.replaceAll('"', "'");
