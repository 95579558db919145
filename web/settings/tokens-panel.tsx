import { Button, Group, NativeSelect, Table, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useEffect, useState, type FormEvent } from 'react';
import { SCOPES, type Scope } from '../../shared/sync/authority.ts';
import { askServer, keepToken } from '../shell/access.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { notifyDone, notifyError } from '../shell/notify.tsx';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { TimeAgo } from '../shell/time-ago.tsx';
import { useAction } from '../shell/use-action.ts';
import { useCaller } from '../shell/use-caller.ts';
import { FreshSecret } from './fresh-secret.tsx';

interface Token {
  readonly tokenId: string;
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

const readTokens = async (): Promise<Token[]> =>
  (await askServer<{ tokens: Token[] }>('/api/v1/tokens')).tokens;

const SCOPE_HINTS: Record<Scope, string> = {
  viewer: 'viewer: read and predict',
  editor: 'editor: also add runs and versions',
  deployer: 'deployer: also promote',
  admin: 'admin: also tokens and settings',
};

/** The server's tokens; for admins only, others see nothing of it. */
export function TokensPanel() {
  const { caller } = useCaller();
  const [tokens, setTokens] = useState<readonly Token[]>([]);
  const [secret, setSecret] = useState<{ name: string; secret: string } | null>(null);
  const isAdmin = caller?.scope === 'admin';
  const refresh = (): Promise<void> => readTokens().then(setTokens);
  useEffect(() => {
    if (isAdmin) readTokens().then(setTokens, notifyError);
  }, [isAdmin]);
  if (!isAdmin) return null;
  const first = caller.tokenId === null && tokens.length === 0;
  const made = async (name: string, scope: Scope): Promise<void> => {
    const fresh = await askServer<{ name: string; secret: string }>('/api/v1/tokens', 'POST', {
      name,
      scope,
    });
    setSecret(fresh);
    // Without one nobody is admin from now on, this page neither.
    if (first) keepToken(fresh.secret);
    await refresh();
  };
  return (
    <Panel title="Tokens">
      <NewToken key={String(first)} first={first} make={made} />
      {secret !== null && <FreshSecret label={`The token of “${secret.name}”.`} secret={secret.secret} />}
      {tokens.length > 0 && <TokenTable tokens={tokens} changed={() => void refresh().catch(notifyError)} />}
    </Panel>
  );
}

function NewToken({ first, make }: { first: boolean; make: (name: string, scope: Scope) => Promise<void> }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>(first ? 'admin' : 'viewer');
  const making = useAction(make);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    making.start(name.trim(), scope);
    setName('');
  };
  return (
    <form onSubmit={submit}>
      <Group align="flex-end">
        <TextInput
          label="New token for"
          placeholder="ci, Bea’s laptop, …"
          flex="1 1 200px"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label="May do"
          data={scopesOf(first).map((value) => ({ value, label: SCOPE_HINTS[value] }))}
          value={scope}
          onChange={(event) => setScope(event.currentTarget.value as Scope)}
        />
        <Button type="submit" variant="default" disabled={name.trim() === ''} loading={making.busy}>
          Make it
        </Button>
      </Group>
      {first && (
        <Text fz="xs" c="dimmed" mt={6}>
          From the first token on everybody needs one. So the first is an admin’s, and this browser goes on
          with it at once.
        </Text>
      )}
      {making.error !== null && <ErrorPanel error={making.error} />}
    </form>
  );
}

/** The first token is somebody's who can make the others. */
const scopesOf = (first: boolean): readonly Scope[] => (first ? ['admin'] : SCOPES);

function TokenTable({ tokens, changed }: { tokens: readonly Token[]; changed: () => void }) {
  return (
    <Table.ScrollContainer minWidth={520} mt="sm">
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>For</Table.Th>
            <Table.Th>May do</Table.Th>
            <Table.Th>Made</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th aria-label="Actions" />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.map((token) => (
            <Table.Tr key={token.tokenId}>
              <Table.Td>{token.name}</Table.Td>
              <Table.Td>{token.scope}</Table.Td>
              <Table.Td>
                <TimeAgo at={token.createdAt} /> by {token.createdBy}
              </Table.Td>
              <Table.Td>{stateOf(token)}</Table.Td>
              <Table.Td ta="right">
                {token.revokedAt === null && (
                  <Button
                    size="compact-xs"
                    color="red"
                    variant="light"
                    onClick={() => confirm(token, changed)}
                  >
                    Revoke
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function stateOf({ revokedAt, expiresAt }: Token) {
  if (revokedAt !== null) return <Pill>Revoked</Pill>;
  if (expiresAt !== null && expiresAt < Date.now()) return <Pill>Expired</Pill>;
  return <Pill tone="good">Valid</Pill>;
}

function confirm({ tokenId, name }: Token, changed: () => void): void {
  const revoke = async (): Promise<void> => {
    await askServer(`/api/v1/tokens/${encodeURIComponent(tokenId)}`, 'DELETE');
    notifyDone(`“${name}” does not work any more.`);
    changed();
  };
  modals.openConfirmModal({
    title: `Revoke the token of “${name}”?`,
    children: <Text fz="sm">Whoever uses it is refused from now on. It cannot be brought back.</Text>,
    labels: { confirm: 'Revoke', cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    onConfirm: () => void revoke().catch(notifyError),
  });
}
