import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import { discardRun, isInterrupted, resumeRun } from '../../workers/lifecycle/interrupted-runs.ts';
import { runActivity } from './activity.ts';
import { useHost, type PageHost } from './host-context.tsx';
import { notifyDone, notifyError } from './notify.tsx';
import { preferences } from './preferences.ts';
import { createStore, useStore } from './store.ts';
import { useAction } from './use-action.ts';
import { useLive } from './use-live.ts';

/** Runs that were cancelled in this tab: nobody has to be told of them before the next visit. */
const cancelled = createStore<ReadonlySet<string>>(new Set());

/** The run that waits since its training was cancelled, if that is what the error says. */
export function noteCancelled({ code, extra }: AppError): string | null {
  const runId = extra['resumable'];
  if (code !== 'aborted' || typeof runId !== 'string') return null;
  cancelled.update((runs) => new Set([...runs, runId]));
  return runId;
}

/** Trains on where the run was cut off; the header shows how far it is. */
async function resume(host: PageHost, run: RunRecord): Promise<void> {
  const { threads, backend, memoryMb } = preferences.get();
  const about = { kind: 'train', title: `Resume ${run.name}` } as const;
  try {
    await runActivity(about, (options) =>
      resumeRun(host, run.runId, { threads, backend, memoryMb }, { ...options, onNotice: notifyError }),
    );
  } catch (thrown) {
    if (noteCancelled(AppError.from(thrown)) === null) throw thrown;
    return;
  }
  notifyDone(`${run.name} is trained.`);
}

/** What can be done with a run that waits on this device. */
export function InterruptedRunButtons({ run, size }: { run: RunRecord; size?: string }) {
  const host = useHost();
  const again = useAction(() => resume(host, run).catch(notifyError));
  const discard = useAction(() => discardRun(host, run.runId).catch(notifyError));
  return (
    <Group gap="xs" wrap="nowrap">
      <Button {...(size === undefined ? {} : { size })} loading={again.busy} onClick={() => again.start()}>
        Resume
      </Button>
      <Button
        {...(size === undefined ? {} : { size })}
        variant="default"
        loading={discard.busy}
        onClick={() => discard.start()}
      >
        Discard
      </Button>
    </Group>
  );
}

/** The same beside a training that was cancelled; nothing once it is settled. */
export function CancelledRun({ runId }: { runId: string }) {
  const drafts = useLive((host) => host.workspace.drafts.list(), []) ?? [];
  const run = drafts.find((draft) => draft.runId === runId);
  if (run === undefined || !isInterrupted(run)) return null;
  return (
    <Group justify="space-between" gap="xs">
      <Text fz="sm">
        <RunAnchor run={run} /> is kept as far as it came: resume it, now or later, or discard it.
      </Text>
      <InterruptedRunButtons run={run} size="xs" />
    </Group>
  );
}

const SHOWN = 3;

/** Offers to go on with what a closed tab left half done, until the person says so or puts it off. */
export function InterruptedRuns() {
  const [later, setLater] = useState(false);
  const drafts = useLive((host) => host.workspace.drafts.list(), []) ?? [];
  const told = useStore(cancelled);
  const waiting = drafts.filter((draft) => isInterrupted(draft) && !told.has(draft.runId));
  if (later || waiting.length === 0) return null;
  return (
    <Alert
      color="blue"
      icon={<IconPlayerPause />}
      radius={0}
      withCloseButton
      closeButtonLabel="Later"
      onClose={() => setLater(true)}
      title={
        waiting.length === 1 ? 'A training was interrupted' : `${waiting.length} trainings were interrupted`
      }
    >
      <Stack gap="xs">
        {waiting.slice(0, SHOWN).map((run) => (
          <Group key={run.runId} justify="space-between" gap="xs">
            <Text fz="sm">
              <RunAnchor run={run} />: it goes on from its last checkpoint, to the same model.
            </Text>
            <InterruptedRunButtons run={run} size="xs" />
          </Group>
        ))}
        {waiting.length > SHOWN && (
          <Anchor fz="sm" renderRoot={(props) => <Link to="/experiments" {...props} />}>
            All runs
          </Anchor>
        )}
      </Stack>
    </Alert>
  );
}

function RunAnchor({ run }: { run: RunRecord }) {
  return (
    <Anchor
      fz="sm"
      fw={550}
      renderRoot={(props) => <Link to="/experiments/runs/$runId" params={{ runId: run.runId }} {...props} />}
    >
      {run.name}
    </Anchor>
  );
}
