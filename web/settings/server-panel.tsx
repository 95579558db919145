import { Anchor, Button, Group, PasswordInput, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { accessToken, askServer, keepToken } from '../shell/access.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { useStore } from '../shell/store.ts';
import { useAction } from '../shell/use-action.ts';
import { useCaller, type CallerView } from '../shell/use-caller.ts';
import { Setting } from './setting.tsx';

/** Which server this page speaks to, and as whom. */
export function ServerPanel() {
  const view = useCaller();
  const token = useStore(accessToken);
  const missing = view.error?.code === 'unauthenticated' || view.error?.code === 'too-many-attempts';
  return (
    <Panel title="Server">
      <Setting label={window.location.origin} hint={<Standing view={view} />}>
        {view.caller !== null && view.caller !== undefined && <Pill tone="good">{view.caller.scope}</Pill>}
      </Setting>
      {missing && <TokenForm />}
      {token !== null && (
        <Setting label="Token of this browser" hint="Sent to this server and to nobody else.">
          <Button size="xs" variant="default" onClick={() => keepToken(null)}>
            Forget it
          </Button>
        </Setting>
      )}
      {view.caller?.scope === 'admin' && (
        <Setting label="Webhooks" hint="Other programs that are told of new versions and changed stages.">
          <Anchor component={Link} to="/settings/webhooks" fz="sm">
            Open the webhooks
          </Anchor>
        </Setting>
      )}
      <Setting label="Audit" hint="Who did what, and whether the log is as it was written.">
        <Anchor component={Link} to="/settings/audit" fz="sm">
          Open the audit
        </Anchor>
      </Setting>
    </Panel>
  );
}

function Standing({ view: { caller, error } }: { view: CallerView }) {
  if (caller === undefined) return 'Asking …';
  if (caller?.tokenId === null) return 'It has no token yet: whoever reaches it from this machine is admin.';
  if (caller !== null) return `It knows this page as “${caller.actor}”.`;
  if (error?.code === 'unauthenticated') return 'It wants a token. What is on this device works without.';
  if (error?.code === 'server-unreachable')
    return 'No server answers: everything works on this device alone.';
  return error?.detail;
}

function TokenForm() {
  const [secret, setSecret] = useState('');
  const using = useAction(async (wanted: string) => {
    const former = accessToken.get();
    keepToken(wanted);
    // One that does not work is not kept in place of one that does.
    await askServer('/api/v1/me').catch((thrown: unknown) => {
      keepToken(former);
      throw thrown;
    });
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    using.start(secret.trim());
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" py={8}>
        <PasswordInput
          label="Token"
          description="From an admin, or open the pairing link that the server printed."
          placeholder="trd_…"
          flex="1 1 260px"
          autoComplete="off"
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
        <Button type="submit" disabled={secret.trim() === ''} loading={using.busy}>
          Use it
        </Button>
      </Group>
      {using.error !== null && <ErrorPanel error={using.error} />}
      <Text fz="xs" c="dimmed">
        On the server: treadle token pair
      </Text>
    </form>
  );
}
