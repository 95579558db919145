import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import { IconBox, IconPlayerPlay, IconPlayerStop, IconTrash } from '@tabler/icons-react';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { AppError } from '../../../shared/errors/app-error.ts';
import { catalogue, type ErrorCode } from '../../../shared/errors/catalogue.ts';
import type { RunRecord } from '../../../shared/records/run.ts';
import type { SweepRecord } from '../../../shared/records/sweep.ts';
import { deleteSweep } from '../../../workers/lifecycle/sweep/delete-sweep.ts';
import { leaderboardRows, type LeaderboardRow } from '../../../workers/lifecycle/sweep/leaderboard-rows.ts';
import { trialsAmong } from '../../../workers/lifecycle/sweep/trial-runs.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { useHost, useWorkspaceState } from '../../shell/host-context.tsx';
import { notifyDone, notifyError } from '../../shell/notify.tsx';
import { Page } from '../../shell/page.tsx';
import { PagePending } from '../../shell/page-pending.tsx';
import { Pill, type Tone } from '../../shell/pill.tsx';
import { useStore } from '../../shell/store.ts';
import { useAction } from '../../shell/use-action.ts';
import { useLive } from '../../shell/use-live.ts';
import { RegisterModal } from '../register-modal.tsx';
import { Leaderboard } from './leaderboard.tsx';
import { NestedPanel } from './nested-panel.tsx';
import { SweepCharts } from './sweep-charts.tsx';
import { SweepSummary } from './sweep-summary.tsx';
import { goOnWith, sweeping, type Sweeping } from './sweeping.ts';

const route = getRouteApi('/experiments/sweeps/$sweepId');
const trail = <Anchor renderRoot={(props) => <Link to="/experiments" {...props} />}>Experiments</Anchor>;

export function SweepPage() {
  const { sweepId } = route.useParams();
  const sweep = useLive((host) => host.workspace.sweeps.get(sweepId), [sweepId]);
  const state = useWorkspaceState();
  if (sweep === undefined || state === null) return <PagePending />;
  if (sweep === null) return <UnknownSweep sweepId={sweepId} />;
  const runs = [...state.registry.runs.values()].map(({ run }) => run);
  return <SweepView key={sweepId} sweep={sweep} runs={runs} />;
}

function UnknownSweep({ sweepId }: { sweepId: string }) {
  const error = new AppError('sweep-unknown', {
    detail: `There is no sweep ${sweepId} on this device.`,
    remedy: 'Its trials may be among the runs: a sweep stays where it was made, its runs are shared.',
  });
  return (
    <Page title="Sweep" trail={trail}>
      <ErrorPanel error={error} />
    </Page>
  );
}

const looks: Record<SweepRecord['status'], { tone: Tone; label: string }> = {
  RUNNING: { tone: 'accent', label: 'Running' },
  FINISHED: { tone: 'good', label: 'Finished' },
  STOPPED: { tone: 'warn', label: 'Stopped' },
  FAILED: { tone: 'bad', label: 'Failed' },
};

function SweepView({ sweep, runs }: { sweep: SweepRecord; runs: readonly RunRecord[] }) {
  const live = useLiveSweep(sweep.sweepId);
  const rows = leaderboardRows(sweep, trialsAmong(runs, sweep.sweepId));
  const best = runs.find(({ runId }) => runId === sweep.bestRunId);
  const { tone, label } = looks[sweep.status];
  return (
    <Page
      title={sweep.name}
      trail={trail}
      aside={<Pill tone={tone}>{label}</Pill>}
      description={
        <>
          {sweep.dataset} · {sweep.experiment}
        </>
      }
      actions={
        <>
          <SweepActions sweep={sweep} best={best} live={live} />
          {sweep.status !== 'RUNNING' && <DeleteSweep sweep={sweep} />}
        </>
      }
    >
      {sweep.status === 'STOPPED' && <StoppedNote sweep={sweep} />}
      {sweep.error !== null && sweep.status === 'FAILED' && <ErrorPanel error={errorOf(sweep.error)} />}
      <SweepSummary sweep={sweep} rows={rows} best={best} live={live} />
      <SweepViews sweep={sweep} rows={rows} live={live} />
    </Page>
  );
}

interface SweepViewsProps {
  readonly sweep: SweepRecord;
  readonly rows: readonly LeaderboardRow[];
  readonly live: Sweeping | null;
}

function SweepViews({ sweep, rows, live }: SweepViewsProps) {
  return (
    <Stack gap="lg">
      <Leaderboard sweep={sweep} rows={rows} live={live} />
      <SweepCharts sweep={sweep} rows={rows} />
      {sweep.spec.nested !== undefined && <NestedPanel sweep={sweep} />}
    </Stack>
  );
}

/** null unless this tab works on it. */
function useLiveSweep(sweepId: string): Sweeping | null {
  const current = useStore(sweeping);
  return current?.sweepId === sweepId && current.running ? current : null;
}

function StoppedNote({ sweep }: { sweep: SweepRecord }) {
  return (
    <Text fz="sm" c="dimmed" role="status">
      {sweep.error?.detail ?? 'The sweep was cancelled.'} What was done is kept; going on repeats none of it.
    </Text>
  );
}

function errorOf({ code, detail, remedy }: NonNullable<SweepRecord['error']>): AppError {
  const known = Object.hasOwn(catalogue, code) ? (code as ErrorCode) : 'internal';
  return new AppError(known, { detail, remedy });
}

function DeleteSweep({ sweep }: { sweep: SweepRecord }) {
  const host = useHost();
  const navigate = useNavigate();
  const remove = async (): Promise<void> => {
    await deleteSweep(host, sweep.sweepId);
    notifyDone(`The sweep "${sweep.name}" is deleted; its runs stay.`);
    await navigate({ to: '/experiments' });
  };
  const ask = (): string =>
    modals.openConfirmModal({
      title: `Delete the sweep "${sweep.name}"?`,
      children: (
        <Text fz="sm">
          The leaderboard and its charts go; the trials and the best run stay among the runs.
        </Text>
      ),
      labels: { confirm: 'Delete', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => void remove().catch(notifyError),
    });
  return (
    <Button variant="default" leftSection={<IconTrash size={16} />} onClick={ask}>
      Delete
    </Button>
  );
}

interface SweepActionsProps {
  readonly sweep: SweepRecord;
  readonly best: RunRecord | undefined;
  readonly live: Sweeping | null;
}

function SweepActions({ sweep, best, live }: SweepActionsProps) {
  const host = useHost();
  const [registering, register] = useDisclosure(false);
  const going = useAction(() => goOnWith(host, sweep.sweepId, sweep.name));
  const another = useStore(sweeping)?.running === true;
  if (live !== null)
    return (
      <Button variant="default" leftSection={<IconPlayerStop size={16} />} onClick={live.cancel}>
        Cancel
      </Button>
    );
  if (sweep.status === 'STOPPED' || sweep.status === 'FAILED')
    return (
      <Button
        leftSection={<IconPlayerPlay size={16} />}
        onClick={going.start}
        loading={going.busy}
        disabled={another}
      >
        Continue
      </Button>
    );
  if (best === undefined) return null;
  return (
    <>
      <Button leftSection={<IconBox size={16} />} onClick={register.open}>
        Register the best
      </Button>
      <RegisterModal run={best} opened={registering} onClose={register.close} />
    </>
  );
}
