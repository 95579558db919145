import { SimpleGrid, Stack } from '@mantine/core';
import { useWorkspaceState } from '../shell/host-context.tsx';
import { Page } from '../shell/page.tsx';
import { PagePending } from '../shell/page-pending.tsx';
import { useLive } from '../shell/use-live.ts';
import { DriftAlerts } from './drift-alerts.tsx';
import { LatestPredictions } from './latest-predictions.tsx';
import { LatestRuns } from './latest-runs.tsx';
import { LifecyclePanel } from './lifecycle-panel.tsx';
import { Overview } from './overview.tsx';
import { ProductionModels } from './production-models.tsx';
import { Welcome } from './welcome.tsx';

/** What is going on, or how to begin. */
export function DashboardPage() {
  const state = useWorkspaceState();
  const datasets = useLive((host) => host.workspace.datasets.list(), []);
  if (state === null || datasets === undefined) return <PagePending />;
  const { registry } = state;
  const fresh = datasets.length === 0 && registry.runs.size === 0;
  return (
    <Page title={fresh ? 'Welcome to Treadle' : 'Dashboard'}>
      {fresh ? (
        <Stack gap="lg">
          <Welcome />
          <LifecyclePanel />
        </Stack>
      ) : (
        <Stack gap="lg">
          <LifecyclePanel />
          <Overview registry={registry} datasets={datasets} />
          <DriftAlerts />
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
            <ProductionModels registry={registry} />
            <LatestPredictions />
          </SimpleGrid>
          <LatestRuns registry={registry} />
        </Stack>
      )}
    </Page>
  );
}
