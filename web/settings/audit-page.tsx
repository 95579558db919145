import { Alert, Anchor, Button, Table, Text } from '@mantine/core';
import { IconShieldCheck, IconShieldX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Event } from '../../shared/records/mutation.ts';
import { Digest } from '../shell/digest.tsx';
import { Empty } from '../shell/empty.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { Page } from '../shell/page.tsx';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { useAction } from '../shell/use-action.ts';
import { readNewest, verifyServerLog, type Verified } from './audit.ts';

const PAGE = 100;

/** Who did what on the server of this page, the newest first, and whether the log is as it was written. */
export function AuditPage() {
  const host = useHost();
  const [shown, setShown] = useState(PAGE);
  const [log, setLog] = useState<{ events: Event[]; headSeq: number } | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  useEffect(() => {
    readNewest(shown).then(setLog, (thrown: unknown) => setError(AppError.from(thrown)));
  }, [shown]);
  const [verified, setVerified] = useState<Verified | null>(null);
  const verifying = useAction(async () => setVerified(await verifyServerLog(await host.logHead())));
  return (
    <Page
      title="Audit"
      trail={
        <Anchor component={Link} to="/settings" fz="sm">
          Settings
        </Anchor>
      }
      description="Every change that is shared, in the order in which it counts. Each event carries a hash of the one before it, so that none can be changed, dropped or moved unseen."
      actions={
        <Button variant="default" loading={verifying.busy} onClick={verifying.start}>
          Verify the chain
        </Button>
      }
    >
      {error !== null && <ErrorPanel error={error} />}
      {verifying.error !== null && <ErrorPanel error={verifying.error} />}
      {verified !== null && <Verdict {...verified} />}
      {log?.events.length === 0 && (
        <Empty icon={IconShieldCheck} title="Nothing happened yet">
          Runs, versions and promotions stand here once they are shared with the server.
        </Empty>
      )}
      {log !== null && log.events.length > 0 && (
        <Panel title="Events" note={`${formatCount(log.headSeq)} in all`} flush>
          <EventTable events={log.events} />
          {log.events.length < log.headSeq && (
            <Button variant="subtle" fullWidth onClick={() => setShown((count) => count + PAGE)}>
              Show earlier ones
            </Button>
          )}
        </Panel>
      )}
    </Page>
  );
}

function Verdict({ fault, headSeq, headHash }: Verified) {
  if (fault === null)
    return (
      <Alert color="green" icon={<IconShieldCheck />} title="The log is whole" role="status">
        All {formatCount(headSeq)} events follow from each other up to{' '}
        <Digest value={headHash} label="hash" />.
      </Alert>
    );
  return (
    <Alert color="red" icon={<IconShieldX />} title="The log is not as it was written" role="alert">
      Event {fault.seq}: {fault.fault}.
    </Alert>
  );
}

const tones = { applied: 'good', rejected: 'warn', duplicate: 'neutral' } as const;

function EventTable({ events }: { events: readonly Event[] }) {
  return (
    <Table miw={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th ta="right">Place</Table.Th>
          <Table.Th>When</Table.Th>
          <Table.Th>Who</Table.Th>
          <Table.Th>What</Table.Th>
          <Table.Th>Outcome</Table.Th>
          <Table.Th>Hash</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {events.map((event) => (
          <Table.Tr key={event.seq}>
            <Table.Td ta="right">{event.seq}</Table.Td>
            <Table.Td>{Number.isNaN(Date.parse(event.at)) ? '–' : <TimeAgo at={event.at} />}</Table.Td>
            <Table.Td>{event.actor}</Table.Td>
            <Table.Td>
              {event.type}{' '}
              <Text span fz="xs" c="dimmed">
                {subjectOf(event)}
              </Text>
            </Table.Td>
            <Table.Td>
              <Pill tone={tones[event.status]}>{event.code ?? event.status}</Pill>
            </Table.Td>
            <Table.Td>
              <Digest value={event.hash} label="hash" />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What it is about, as far as the payload says it by a name. */
function subjectOf({ payload }: Event): string {
  const run = payload['run'] as { name?: unknown } | undefined;
  const named = run?.name ?? payload['model'] ?? payload['name'] ?? payload['stage'];
  return typeof named === 'string' ? named : '';
}
