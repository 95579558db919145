import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconPlayerPause } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { RunRecord } from '../../shared/records/run.ts';
import { discardRun, isInterrupted, resumeRun } from '../../workers/lifecycle/interrupted-runs.ts';
import { runActivity } from './activity.ts';
import { useHost, type PageHost } from './host-context.tsx';
import { notifyDone, notifyError } from './notify.tsx';
import { preferences } from './preferences.ts';
import { useAction } from './use-action.ts';
import { useLive } from './use-live.ts';

/** Trains on where the run was cut off; the header shows how far it is. */
async function resume(host: PageHost, run: RunRecord): Promise<void> {
  const { threads, backend, memoryMb } = preferences.get();
  const about = { kind: 'train', title: `Resume ${run.name}` } as const;
  await runActivity(about, (options) =>
    resumeRun(host, run.runId, { threads, backend, memoryMb }, { ...options, onNotice: notifyError }),
  );
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

const SHOWN = 3;

/** Offers to go on with what a closed tab left half done, until the person says so or puts it off. */
export function InterruptedRuns() {
  const [later, setLater] = useState(false);
  const drafts = useLive((host) => host.workspace.drafts.list(), []) ?? [];
  const waiting = drafts.filter(isInterrupted);
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
