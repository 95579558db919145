import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../shared/errors/app-error.ts';
import { isLoopback } from '../../sync-server/bind-address.ts';
import type { ServerConfig } from '../../sync-server/config.ts';
import { type RunningServer, startServer, type StartOptions } from '../../sync-server/start.ts';
import type { Command, Invocation } from '../command.ts';
import {
  hasWorkspace,
  namingTheFolder,
  serverConfig,
  storageOptions,
  withHost,
  workspaceFolder,
} from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { note, printJson } from '../output.ts';
import { pairingLink } from './token.ts';

export const serveCommand: Command = {
  usage: 'serve [--port N] [options]',
  options: [
    { name: 'port', type: 'string', value: 'N', help: 'port to listen on (default 3000, 0 = any free one)' },
    {
      name: 'host',
      type: 'string',
      value: 'ADDRESS',
      help: 'address to listen on (default 127.0.0.1; others need a token, and --tls-… or --behind-proxy)',
    },
    { name: 'tls-cert', type: 'string', value: 'FILE', help: 'certificate (PEM), to speak HTTPS' },
    { name: 'tls-key', type: 'string', value: 'FILE', help: 'its key (PEM)' },
    {
      name: 'guard',
      type: 'string',
      value: 'MODE',
      help: 'hold predictions against the suite of the dataset behind the model: off, warn or refuse',
    },
    { name: 'behind-proxy', type: 'boolean', help: 'a proxy in front speaks HTTPS' },
    {
      name: 'allowed-host',
      type: 'list',
      value: 'NAME',
      help: 'a host name to answer to, beside localhost; may be given several times',
    },
    {
      name: 'database-url',
      type: 'string',
      value: 'URL',
      help: 'postgres://… that several servers share (default: SQLite in the workspace)',
    },
  ],
  examples: [
    'serve',
    'serve --port 8080 --workspace ./team',
    'serve --database-url postgres://treadle@db/treadle',
  ],
  positionals: [0, 0],
  async run(invocation) {
    const folder = workspaceFolder(invocation);
    const config = serverConfig({
      port: portOf(invocation),
      host: invocation.string('host'),
      guard: invocation.string('guard'),
      databaseUrl: invocation.string('database-url'),
      tlsCert: invocation.string('tls-cert'),
      tlsKey: invocation.string('tls-key'),
      behindProxy: invocation.flag('behind-proxy') ? true : undefined,
      allowedHosts: invocation.list('allowed-host').length > 0 ? invocation.list('allowed-host') : undefined,
    });
    const host = config.host ?? '127.0.0.1';
    const options = {
      workspaceFolder: folder,
      storage: storageOptions(config),
      webFolder: fileURLToPath(new URL('../web', import.meta.url)),
      port: config.port ?? 3000,
      host,
      allowedHosts: config.allowedHosts,
      behindProxy: config.behindProxy,
      webhookHosts: config.webhookHosts,
      retentionDays: config.retentionDays,
      alertWindowMinutes: config.alertWindowMinutes,
      guard: config.guard,
      ...(config.quotaBytes === undefined ? {} : { limits: { quotaBytes: config.quotaBytes } }),
      ...tlsOf(config),
    };
    // Opening it settles the runs of processes that died, so that the page does not show them as running.
    if (hasWorkspace(invocation)) await withHost(invocation, async () => undefined);
    const server = await namingTheFolder(folder, () => startServer(options));
    if (invocation.flag('json')) printJson({ url: server.url, port: server.port, workspace: folder });
    note(`Treadle serves ${folder} at ${server.url} (Ctrl-C stops it)`);
    if (!isLoopback(host) && !server.workspace.tokens.any())
      await notePairing(server, addressOf(config) ?? server.url);
    await aborted(AbortSignal.any([invocation.signal, launcherGone()]));
    note('Stopping …');
    await server.stop();
    return 0;
  },
};

/** @throws AppError `usage`. */
function portOf(invocation: Invocation): number | undefined {
  if (invocation.string('port') === undefined) return undefined;
  return wholeNumber(invocation, 'port', { min: 0, max: 65_535, fallback: 3000 });
}

/** @throws AppError `config-invalid` when a file cannot be read. */
function tlsOf({ tlsCert, tlsKey }: ServerConfig): Pick<StartOptions, 'tls'> {
  return tlsCert === undefined || tlsKey === undefined
    ? {}
    : { tls: { cert: readPem(tlsCert), key: readPem(tlsKey) } };
}

function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new AppError('config-invalid', { detail: `The file ${path} cannot be read.`, cause });
  }
}

/** What a browser calls a server behind a proxy, as far as the settings say it. */
function addressOf({ behindProxy, allowedHosts }: ServerConfig): string | undefined {
  const [name] = allowedHosts;
  return behindProxy && name !== undefined ? `https://${name}` : undefined;
}

/** On the first start off loopback there is no token yet: this link makes the first one, once. */
async function notePairing({ workspace }: RunningServer, url: string): Promise<void> {
  const code = await workspace.tokens.offerPairing('first page', 'admin');
  note(`Open this once, within 15 minutes, to make the page an admin: ${pairingLink(url, code)}`);
}

const LAUNCHER_CHECK_MS = 500;

/**
 * Aborts when the shell that npm started this with is gone: npm ends that shell on SIGTERM, and the shell
 * hands nothing on. Without it `npm start` under a supervisor would leave a server that holds its port.
 */
function launcherGone(): AbortSignal {
  const gone = new AbortController();
  if (process.env['npm_lifecycle_event'] === undefined) return gone.signal;
  const launcher = process.ppid;
  const check = setInterval(() => {
    if (process.ppid === launcher) return;
    clearInterval(check);
    gone.abort();
  }, LAUNCHER_CHECK_MS);
  check.unref();
  return gone.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
