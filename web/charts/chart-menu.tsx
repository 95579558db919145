import { ActionIcon, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { EChartsType } from 'echarts/core';
import { download } from '../shell/download.ts';
import { notifyError } from '../shell/notify.tsx';
import { pngOf } from './png.ts';

/** Saves the chart as a picture. */
export function ChartMenu({ chart, label }: { chart: EChartsType | null; label: string }) {
  if (chart === null) return null;
  const name = label
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
  const svg = (): string => chart.renderToSVGString();
  const savePng = async (): Promise<void> =>
    download(`${name}.png`, await pngOf(svg(), chart.getWidth(), chart.getHeight()), 'image/png');
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon size="sm" aria-label={`Save picture of ${label}`}>
          <IconDownload size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => download(`${name}.svg`, svg(), 'image/svg+xml')}>Save as SVG</Menu.Item>
        <Menu.Item onClick={() => void savePng().catch(notifyError)}>Save as PNG</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
