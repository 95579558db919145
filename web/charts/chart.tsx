import { Box, Group, Skeleton } from '@mantine/core';
import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { useEffect, useRef, useState } from 'react';
import { baseOption } from './base-option.ts';
import { ChartMenu } from './chart-menu.tsx';
import classes from './chart.module.css';
import { usePalette, type Palette } from './palette.ts';

export interface ChartProps {
  /** What the chart shows, in a sentence: for screen readers and the exported file's name. */
  readonly label: string;
  readonly height?: number;
  readonly option: (palette: Palette) => EChartsCoreOption;
  /** A category of the chart was clicked. */
  readonly onPick?: (name: string) => void;
  /** A cell of a grid was clicked: its place along x and y. */
  readonly onPickCell?: (x: number, y: number) => void;
}

/** An ECharts chart: its code is loaded with the first chart shown, it follows its box and the scheme. */
export function Chart({ label, height = 260, option, onPick, onPickCell }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useChart(box);
  const palette = usePalette();
  useEffect(() => {
    chart?.setOption({ ...baseOption(palette, label), ...option(palette) }, { notMerge: true });
  });
  useEffect(() => {
    if (chart === null || onPick === undefined) return;
    const pick = (event: { name?: string }): void => onPick(event.name ?? '');
    chart.on('click', pick);
    return () => void chart.off('click', pick);
  }, [chart, onPick]);
  useEffect(() => {
    if (chart === null || onPickCell === undefined) return;
    const pick = ({ value }: { value?: unknown }): void => {
      if (Array.isArray(value)) onPickCell(Number(value[0]), Number(value[1]));
    };
    chart.on('click', pick);
    return () => void chart.off('click', pick);
  });
  return (
    <Box className={classes['frame']} mih={height}>
      {chart === null && <Skeleton height={height} pos="absolute" />}
      <div ref={box} role="img" aria-label={label} style={{ height }} />
      <Group className={classes['menu']}>
        <ChartMenu chart={chart} label={label} />
      </Group>
    </Box>
  );
}

function useChart(box: React.RefObject<HTMLDivElement | null>): EChartsType | null {
  const [chart, setChart] = useState<EChartsType | null>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    let made: EChartsType | null = null;
    let gone = false;
    const observer = new ResizeObserver(() => made?.resize());
    void import('./echarts-parts.ts').then(({ init }) => {
      if (gone) return;
      made = init(element, null, { renderer: 'svg' });
      observer.observe(element);
      setChart(made);
    });
    return () => {
      gone = true;
      observer.disconnect();
      made?.dispose();
      setChart(null);
    };
  }, [box]);
  return chart;
}
