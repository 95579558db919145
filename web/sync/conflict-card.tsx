import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { catalogue, type ErrorCode } from '../../shared/errors/catalogue.ts';
import { tellRefusal } from '../../shared/registry/refusal.ts';
import type { Settlement } from '../../shared/registry/requeue.ts';
import { askAgain, type Conflict, drop as dropConflict } from '../../workers/browser/inbox.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatPlural } from '../shell/format.ts';
import { useHost, useWorkspaceState } from '../shell/host-context.tsx';
import { notifyDone } from '../shell/notify.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { useAction, type Action } from '../shell/use-action.ts';
import classes from './sync.module.css';

/** What somebody wanted, what is there instead, and what can be done about it. */
export function ConflictCard({ conflict }: { conflict: Conflict }) {
  const { first } = conflict;
  const { inbox } = useHost();
  const state = useWorkspaceState();
  const again = useAction(async (done: string, settlement: Settlement | null) => {
    await askAgain(inbox, conflict, settlement);
    notifyDone(done);
  });
  const drop = useAction(() => dropConflict(inbox, conflict));
  if (state === null) return null;
  const { wanted, now, by } = tellRefusal(state.registry, first);
  const error = again.error ?? drop.error;
  return (
    <article className={classes['conflict']} aria-label={`You wanted ${wanted}`}>
      <Stack gap="xs">
        <Text fz="sm">
          You wanted <b>{wanted}</b>
          <Following conflict={conflict} />, <TimeAgo at={first.at} />.
        </Text>
        <Text fz="sm" c="dimmed">
          {now === null ? `${catalogue[first.code as ErrorCode].title}.` : `Meanwhile ${now}`}
          {now !== null && by !== null && (
            <>
              , by {by.seq === null ? 'you' : by.actor}, <TimeAgo at={by.at} />
            </>
          )}
          {now !== null && '.'}
          {first.waiting && ' It still waits on this device and would be refused.'}
        </Text>
        {first.type === 'model.created' && (
          <SettleName model={String(first.payload['model'])} again={again} />
        )}
        <Group gap="xs">
          {first.type !== 'model.created' && (
            <Button
              size="xs"
              loading={again.busy}
              onClick={() => again.start(`Queued again: ${wanted}.`, null)}
            >
              {first.code === 'stale-precondition' ? 'Promote anyway' : 'Try again'}
            </Button>
          )}
          <Button size="xs" variant="default" loading={drop.busy} onClick={() => drop.start()}>
            Drop
          </Button>
        </Group>
        {error !== null && <ErrorPanel error={error} />}
      </Stack>
    </article>
  );
}

function Following({ conflict: { all } }: { conflict: Conflict }) {
  const versions = all.filter(({ type }) => type === 'version.registered').length;
  const others = all.length - 1 - versions;
  if (versions === 0) return null;
  const more =
    others === 0 ? '' : ` and ${formatPlural(others, 'change')} to ${versions === 1 ? 'it' : 'them'}`;
  return ` with ${formatPlural(versions, 'version')}${more}`;
}

/** Two ways to keep the versions of a model whose name was taken. */
function SettleName({ model, again }: { model: string; again: Action<[string, Settlement | null]> }) {
  const [name, setName] = useState(`${model}-2`);
  const rename = (event: FormEvent): void => {
    event.preventDefault();
    again.start(`Queued again as “${name.trim()}”.`, { as: 'renamed', name: name.trim() });
  };
  return (
    <>
      <Group gap="xs">
        <Button
          size="xs"
          loading={again.busy}
          onClick={() => again.start(`Queued again for “${model}”.`, { as: 'existing' })}
        >
          Add as versions of “{model}”
        </Button>
      </Group>
      <form onSubmit={rename}>
        <Group gap="xs" align="flex-end">
          <TextInput
            size="xs"
            label="Another name"
            value={name}
            maxLength={200}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            size="xs"
            type="submit"
            variant="default"
            loading={again.busy}
            disabled={name.trim() === '' || name.trim() === model}
          >
            Rename
          </Button>
        </Group>
      </form>
    </>
  );
}
