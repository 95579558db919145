import { Alert, Anchor, Tabs } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { AppError } from '../../shared/errors/app-error.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { InterruptedRunButtons } from '../shell/interrupted-runs.tsx';
import { Page } from '../shell/page.tsx';
import { PagePending } from '../shell/page-pending.tsx';
import { Pill, RunStatusPill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { runTabs, type RunTab } from './run-tabs.ts';
import { RunActions } from './run-actions.tsx';
import { RunImportance } from './run-importance.tsx';
import { RunLineage } from './run-lineage.tsx';
import { RunOverview } from './run-overview.tsx';
import { RunParams } from './run-params.tsx';
import { RunPlots } from './run-plots.tsx';
import { useRuns, type ListedRun } from './use-runs.ts';

const route = getRouteApi('/experiments/runs/$runId');

const trail = <Anchor renderRoot={(props) => <Link to="/experiments" {...props} />}>Experiments</Anchor>;

export function RunPage() {
  const { runId } = route.useParams();
  const runs = useRuns();
  if (runs === undefined) return <PagePending />;
  const listed = runs.find(({ run }) => run.runId === runId);
  if (listed === undefined) return <UnknownRun runId={runId} />;
  return <RunView key={runId} listed={listed} />;
}

function UnknownRun({ runId }: { runId: string }) {
  return (
    <Page title="Run" trail={trail}>
      <ErrorPanel error={new AppError('run-unknown', { detail: `There is no run ${runId} here.` })} />
    </Page>
  );
}

const tabs: Record<RunTab, { label: string; view: typeof RunOverview }> = {
  overview: { label: 'Overview', view: RunOverview },
  plots: { label: 'Plots', view: RunPlots },
  importance: { label: 'Importance', view: RunImportance },
  params: { label: 'Parameters', view: RunParams },
  lineage: { label: 'Lineage', view: RunLineage },
};

function RunView({ listed }: { listed: ListedRun }) {
  const { run, shared, interrupted } = listed;
  const { tab = 'overview' } = route.useSearch();
  const navigate = route.useNavigate();
  const { view: View } = tabs[tab];
  return (
    <Page
      title={run.name}
      trail={trail}
      aside={
        <>
          <RunStatusPill status={run.status} interrupted={interrupted} />
          {!shared && run.status !== 'RUNNING' && <Pill>Only on this device</Pill>}
        </>
      }
      description={
        <>
          {run.recipe.estimator.name} on {run.dataset} · {run.experiment} · <TimeAgo at={run.startedAt} />
        </>
      }
      actions={interrupted ? <InterruptedRunButtons run={run} /> : <RunActions run={run} />}
    >
      {interrupted && run.error !== null && (
        <Alert color="yellow" title="Interrupted">
          {run.error.detail} It goes on from its last checkpoint, to the model it would have been.
        </Alert>
      )}
      {!interrupted && run.error !== null && (
        <ErrorPanel
          error={AppError.fromProblem({ ...run.error, code: run.error.code as AppError['code'] })}
        />
      )}
      <Tabs
        value={tab}
        onChange={(next) => void navigate({ search: (old) => ({ ...old, tab: next as RunTab }) })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {runTabs.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {tabs[each].label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab}>
          <View run={run} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
