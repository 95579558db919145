import { Stack } from '@mantine/core';
import type { DatasetViewProps } from './dataset-view.ts';
import { DiffPanel } from './diff-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { StagesPanel } from './stages-panel.tsx';

/** How the dataset came to be what it is: loads in stages, amendments, and any two versions side by side. */
export function VersionsTab(props: DatasetViewProps) {
  return (
    <Stack gap="lg">
      <StagesPanel dataset={props.dataset} />
      <HistoryPanel {...props} />
      {props.dataset.versions.length > 1 && <DiffPanel dataset={props.dataset} />}
    </Stack>
  );
}
