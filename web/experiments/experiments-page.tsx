import { Button, Skeleton } from '@mantine/core';
import { IconFlask, IconPlus, IconTournament } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { Empty } from '../shell/empty.tsx';
import { Page } from '../shell/page.tsx';
import { Panel } from '../shell/panel.tsx';
import { RunsView } from './runs-view.tsx';
import { SweepsPanel } from './sweep/sweeps-panel.tsx';
import { TrainingPanel } from './training-panel.tsx';
import { useRuns } from './use-runs.ts';

const newRun = (
  <Button
    leftSection={<IconPlus size={16} />}
    renderRoot={(props) => <Link to="/experiments/new" {...props} />}
  >
    New run
  </Button>
);

const newSweep = (
  <Button
    variant="default"
    leftSection={<IconTournament size={16} />}
    renderRoot={(props) => <Link to="/experiments/sweep" {...props} />}
  >
    New sweep
  </Button>
);

export function ExperimentsPage() {
  const runs = useRuns();
  return (
    <Page
      title="Experiments"
      description="Every run with what it was given and what came out."
      actions={
        <>
          {newSweep}
          {newRun}
        </>
      }
    >
      <TrainingPanel />
      {runs === undefined ? (
        <Skeleton height={320} />
      ) : runs.length === 0 ? (
        <Panel>
          <Empty icon={IconFlask} title="No run yet" actions={newRun}>
            Train one or several models on a dataset; each run keeps its parameters, metrics, plots and model,
            so that you can compare them.
          </Empty>
        </Panel>
      ) : (
        <>
          <SweepsPanel runs={runs.map(({ run }) => run)} />
          <RunsView runs={runs} />
        </>
      )}
    </Page>
  );
}
