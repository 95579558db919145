import { AppError } from '../../shared/errors/app-error.ts';
import { type Scope, SCOPES } from '../../shared/sync/authority.ts';
import type { ServerWorkspace } from '../../sync-server/store/workspace.ts';
import type { Command, ExitCode, Invocation } from '../command.ts';
import { withHost } from '../host.ts';
import { required, wholeNumber } from '../invocation.ts';
import { formatTable, note, print, printJson } from '../output.ts';
import { subcommand, usageOf } from '../subcommand.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const forms = {
  create: { usage: 'create NAME --scope SCOPE [--expires-in-days N]', words: 1, run: create },
  list: { usage: 'list', words: 0, run: list },
  revoke: { usage: 'revoke ID', words: 1, run: revoke },
  pair: { usage: 'pair [--scope SCOPE] [--url URL]', words: 0, run: pair },
} as const;

export const tokenCommand: Command = {
  usage: 'token create|list|revoke|pair …',
  options: [
    {
      name: 'scope',
      type: 'string',
      value: 'SCOPE',
      help: `${SCOPES.join(', ')}; each includes those before it`,
    },
    { name: 'expires-in-days', type: 'string', value: 'N', help: 'when it ends by itself (default: never)' },
    {
      name: 'url',
      type: 'string',
      value: 'URL',
      help: 'of the server, for the link (default http://localhost:3000)',
    },
  ],
  notes: [
    usageOf('token', forms),
    'From the first token on, every request to the server needs one, also on this machine. A secret is shown\n' +
      'once. A pairing link makes one token, once, within a quarter of an hour: open it in the page.',
  ],
  examples: ['token create ci --scope editor', 'token pair --scope admin', 'token revoke 0192f0c1-…'],
  positionals: [1, 2],
  run: (invocation) => subcommand('token', forms, invocation),
};

function create([name]: readonly string[], invocation: Invocation): Promise<ExitCode> {
  const scope = scopeOf(required(invocation, 'scope'));
  const days = wholeNumber(invocation, 'expires-in-days', { min: 1, max: 3650, fallback: 0 });
  return withHost<ExitCode>(invocation, async ({ workspace, author, now }) => {
    const expiresAt = days === 0 ? null : now().getTime() + days * DAY_MS;
    const createdBy = author ?? 'local';
    const { record, secret } = await workspace.tokens.issue({ name: name!, scope, createdBy, expiresAt });
    await workspace.log.commit('token.issued', { tokenId: record.tokenId, name: record.name, scope });
    if (invocation.flag('json')) printJson({ ...record, secret });
    else {
      print(secret);
      note('This is the only time that it is shown. Send it as `Authorization: Bearer …`.');
    }
    // From the first token on a page needs one too, and somebody must be able to let it in (SEC1).
    if (scope === 'admin') {
      const link = await linkFor(workspace, scope, invocation);
      note(
        `A page needs a token from now on. Open this once, within 15 minutes, to make it an admin: ${link}`,
      );
    }
    return 0;
  });
}

function list(_: readonly string[], invocation: Invocation): Promise<ExitCode> {
  return withHost<ExitCode>(invocation, async ({ workspace, now }) => {
    const tokens = await workspace.tokens.list();
    if (invocation.flag('json')) printJson(tokens);
    else if (tokens.length === 0) print('No tokens: only this machine reaches the server, as admin.');
    else {
      const rows = tokens.map(({ tokenId, name, scope, createdAt, expiresAt, revokedAt }) => [
        tokenId,
        name,
        scope,
        new Date(createdAt).toISOString(),
        revokedAt !== null
          ? 'revoked'
          : expiresAt !== null && expiresAt <= now().getTime()
            ? 'expired'
            : 'valid',
      ]);
      print(formatTable(['id', 'name', 'scope', 'made', 'state'], rows));
    }
    return 0;
  });
}

function revoke([tokenId]: readonly string[], invocation: Invocation): Promise<ExitCode> {
  return withHost<ExitCode>(invocation, async ({ workspace }) => {
    const record = await workspace.tokens.revoke(tokenId!);
    await workspace.log.commit('token.revoked', { tokenId: record.tokenId, name: record.name });
    if (invocation.flag('json')) printJson(record);
    else print(`"${record.name}" does not work any more.`);
    return 0;
  });
}

function pair(_: readonly string[], invocation: Invocation): Promise<ExitCode> {
  const scope = scopeOf(invocation.string('scope') ?? 'admin');
  return withHost<ExitCode>(invocation, async ({ workspace }) => {
    const link = await linkFor(workspace, scope, invocation);
    if (invocation.flag('json')) printJson({ link, scope });
    else print(link);
    note('It works once, within 15 minutes.');
    return 0;
  });
}

async function linkFor({ tokens }: ServerWorkspace, scope: Scope, invocation: Invocation): Promise<string> {
  const code = await tokens.offerPairing(`paired page (${scope})`, scope);
  return pairingLink(invocation.string('url') ?? 'http://localhost:3000', code);
}

/** The secret stands in the fragment, which browsers never send. */
export function pairingLink(url: string, code: string): string {
  return `${url.replace(/\/+$/, '')}/#pair=${code}`;
}

function scopeOf(text: string): Scope {
  const scope = SCOPES.find((each) => each === text);
  if (scope !== undefined) return scope;
  throw new AppError('usage', { detail: `--scope must be one of ${SCOPES.join(', ')}, not "${text}".` });
}
