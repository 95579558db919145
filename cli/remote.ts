import { AppError } from '../shared/errors/app-error.ts';
import { catalogue, type ErrorCode } from '../shared/errors/catalogue.ts';
import type { Event } from '../shared/records/mutation.ts';
import { tellRefusal } from '../shared/registry/refusal.ts';
import type { RegistryState } from '../shared/registry/state.ts';
import { PACKAGES, type PackageChoice, type Pulled, type RemoteParts } from '../sync-server/remote/pull.ts';
import type { ServerWorkspace } from '../sync-server/store/workspace.ts';
import { serverApi } from '../workers/browser/server-api.ts';
import type { ExitCode, Invocation, OptionHelp } from './command.ts';
import { formatTable, note, print, printJson } from './output.ts';
import { fetchWith, tokenOfEnvironment } from './remote-blobs.ts';

export const REMOTE_OPTIONS: readonly OptionHelp[] = [
  { name: 'server', type: 'string', value: 'URL', help: 'of the server; remembered from the first time on' },
  {
    name: 'token',
    type: 'string',
    value: 'TOKEN',
    help: 'what the server knows you by (or TREADLE_TOKEN, which other users cannot see)',
  },
  {
    name: 'packages',
    type: 'string',
    value: 'WHICH',
    help: 'models to fetch along: deployed (served or with an alias, the default), all, none',
  },
];

/** @throws AppError `usage` when no server is known yet, or the address is none. */
export async function remoteOf(invocation: Invocation, workspace: ServerWorkspace): Promise<RemoteParts> {
  const known = await workspace.remote.read();
  const address = invocation.string('server') ?? known?.origin;
  if (address === undefined)
    throw new AppError('usage', {
      detail: 'This workspace follows no server yet.',
      remedy: 'Name it: --server http://host:3000. It is remembered.',
    });
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new AppError('usage', { detail: `--server must be an http or https address, not "${address}".` });
  const { origin } = url;
  const token = invocation.string('token') ?? tokenOfEnvironment();
  return { workspace, origin, server: serverApi(fetchWith(token, origin), origin) };
}

/** @throws AppError `usage`. */
export function packagesOf(invocation: Invocation): PackageChoice {
  const text = invocation.string('packages') ?? 'deployed';
  const choice = PACKAGES.find((each) => each === text);
  if (choice !== undefined) return choice;
  throw new AppError('usage', { detail: `--packages must be one of ${PACKAGES.join(', ')}, not "${text}".` });
}

/** One change of this folder that was not taken. */
interface RefusedChange {
  readonly type: string;
  readonly code: string;
  readonly wanted: string;
  readonly now: string | null;
  readonly by: string | null;
  readonly at: string | null;
  readonly remedy: string;
}

/** Says what came, what went and what was not taken, which is a failed check. */
export async function reportSync(
  invocation: Invocation,
  { workspace, origin }: RemoteParts,
  { head, received, settled, conflicts, packages }: Pulled,
): Promise<ExitCode> {
  const { registry } = await workspace.log.state();
  const refused = [...conflicts, ...settled.filter(({ status }) => status === 'rejected')].map((event) =>
    tell(registry, event),
  );
  const summary = {
    server: origin,
    head,
    received,
    shared: settled.filter(({ status }) => status === 'applied').length,
    waiting: (await workspace.remote.waiting()).length,
    refused,
    packages,
  };
  if (invocation.flag('json')) printJson(summary);
  else printSummary(summary);
  return refused.length === 0 ? 0 : 1;
}

interface Summary {
  readonly server: string;
  readonly head: { readonly seq: number };
  readonly received: number;
  readonly shared: number;
  readonly waiting: number;
  readonly refused: readonly RefusedChange[];
  readonly packages: Pulled['packages'];
}

function printSummary({ server, head, received, shared, waiting, refused, packages }: Summary): void {
  print(
    `${server}: ${received} received, ${shared} shared, ${waiting} only here; its log ends at ${head.seq}.`,
  );
  if (packages.fetched.length > 0) print(`Models fetched: ${packages.fetched.length}.`);
  for (const digest of packages.missing) note(`The server has no package ${digest.slice(0, 12)}….`);
  if (refused.length === 0) return;
  print();
  print(
    formatTable(
      ['not taken', 'there now', 'by', 'at'],
      refused.map(({ wanted, now, by, at, code }) => [wanted, now ?? code, by ?? '', at ?? '']),
    ),
  );
  for (const remedy of new Set(refused.map((each) => each.remedy))) note(`  → ${remedy}`);
}

function tell(registry: RegistryState, event: Event): RefusedChange {
  const { wanted, now, by } = tellRefusal(registry, event);
  const { type, code = 'internal' } = event;
  return {
    type,
    code,
    wanted,
    now,
    by: by?.actor ?? null,
    at: by?.at ?? null,
    remedy: remedyOf(registry, event) ?? catalogue[code as ErrorCode]?.remedy ?? '',
  };
}

/** The command that asks for it again, knowing what is there now. */
function remedyOf(registry: RegistryState, { type, code, payload }: Event): string | null {
  if (code === 'name-taken' || (code === 'parent-rejected' && type === 'version.registered')) {
    const run = typeof payload['runId'] === 'string' ? payload['runId'] : 'RUN';
    const name = String(payload['model']);
    return `Add it to the model that is there: treadle register ${run} ${quoted(name)}, then treadle push; or under another name.`;
  }
  if (code !== 'stale-precondition') return null;
  const name = registry.modelOfVersion.get(String(payload['versionId']));
  const model = registry.models.get(name ?? '');
  const version = model?.versions.find(({ versionId }) => versionId === payload['versionId'])?.version;
  const where =
    type === 'alias.set'
      ? `--alias ${quoted(String(payload['alias']))}`
      : `--stage ${String(payload['stage'])}`;
  return `Promote anyway: treadle promote ${quoted(name ?? 'MODEL')} ${version ?? 'VERSION'} ${where}, then treadle push.`;
}

const quoted = (text: string): string =>
  /^[\w.@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
