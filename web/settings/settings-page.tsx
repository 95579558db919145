import { Stack } from '@mantine/core';
import { Page } from '../shell/page.tsx';
import { AboutPanel } from './about-panel.tsx';
import { AppearancePanel } from './appearance-panel.tsx';
import { ComputePanel } from './compute-panel.tsx';
import { DataPanel } from './data-panel.tsx';
import { ServerPanel } from './server-panel.tsx';
import { StoragePanel } from './storage-panel.tsx';
import { TokensPanel } from './tokens-panel.tsx';

export function SettingsPage() {
  return (
    <Page title="Settings" description="For this browser on this device.">
      <Stack gap="lg" maw={820}>
        <AppearancePanel />
        <ComputePanel />
        <ServerPanel />
        <TokensPanel />
        <StoragePanel />
        <DataPanel />
        <AboutPanel />
      </Stack>
    </Page>
  );
}
