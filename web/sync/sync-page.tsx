import { Button, Group, Stack, Text } from '@mantine/core';
import { useInbox } from '../shell/use-inbox.ts';
import { useHost } from '../shell/host-context.tsx';
import { Page } from '../shell/page.tsx';
import { PagePending } from '../shell/page-pending.tsx';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { useStore } from '../shell/store.ts';
import { SyncNeeds } from '../shell/sync-needs.tsx';
import { describeSync, explainSync } from '../shell/sync-view.ts';
import { ConflictCard } from './conflict-card.tsx';
import { LeavingPanel } from './leaving-panel.tsx';

/** What this device shares with its server: what was not taken, what waits, what would leave. */
export function SyncPage() {
  const host = useHost();
  const view = useStore(host.sync);
  const conflicts = useInbox();
  if (conflicts === undefined) return <PagePending />;
  return (
    <Page
      title="Sharing"
      description={`With ${window.location.origin}`}
      aside={
        <Pill tone={view.status === 'in-sync' && conflicts.length === 0 ? 'good' : 'neutral'}>
          {describeSync(view, conflicts.length)}
        </Pill>
      }
      actions={
        <Button variant="default" onClick={() => host.syncNow()}>
          Sync now
        </Button>
      }
    >
      <Stack gap="lg" maw={820}>
        <Panel title="Where your changes are">
          <Group justify="space-between">
            <Text fz="sm" flex="1 1 240px">
              {explainSync(view)}
              {view.needs === null && view.problem !== null && (
                <Text span fz="sm" c="red">
                  {' '}
                  {view.problem}
                </Text>
              )}
            </Text>
            {view.needs !== 'agreement' && <SyncNeeds view={view} />}
          </Group>
        </Panel>
        <Panel title="Conflicts" note={conflicts.length === 0 ? undefined : String(conflicts.length)}>
          {conflicts.length === 0 ? (
            <Text fz="sm" c="dimmed">
              None. Should somebody else be faster, what you wanted and what is there instead stand here.
            </Text>
          ) : (
            <Stack gap="md">
              {conflicts.map((conflict) => (
                <ConflictCard key={conflict.first.uid} conflict={conflict} />
              ))}
            </Stack>
          )}
        </Panel>
        <LeavingPanel asks={view.needs === 'agreement'} />
      </Stack>
    </Page>
  );
}
