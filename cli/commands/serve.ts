import { fileURLToPath } from 'node:url';
import { startServer } from '../../sync-server/start.ts';
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

export const serveCommand: Command = {
  usage: 'serve [--port N] [options]',
  options: [
    { name: 'port', type: 'string', value: 'N', help: 'port to listen on (default 3000, 0 = any free one)' },
    {
      name: 'host',
      type: 'string',
      value: 'ADDRESS',
      help: 'address to listen on (default 127.0.0.1; others are refused without a token)',
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
      databaseUrl: invocation.string('database-url'),
    });
    const options = {
      workspaceFolder: folder,
      storage: storageOptions(config),
      webFolder: fileURLToPath(new URL('../web', import.meta.url)),
      port: config.port ?? 3000,
      host: config.host ?? '127.0.0.1',
      allowedHosts: config.allowedHosts,
    };
    // Opening it settles the runs of processes that died, so that the page does not show them as running.
    if (hasWorkspace(invocation)) await withHost(invocation, async () => undefined);
    const server = await namingTheFolder(folder, () => startServer(options));
    if (invocation.flag('json')) printJson({ url: server.url, port: server.port, workspace: folder });
    note(`Treadle serves ${folder} at ${server.url} (Ctrl-C stops it)`);
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
