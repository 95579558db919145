import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface TreadleProcess {
  readonly origin: string;
  readonly port: number;
  /** From its start to the first "ready". */
  readonly readyMs: number;
  /** SIGKILL; settles when it is gone. */
  kill(): Promise<void>;
}

export interface TreadlePlace {
  readonly folder: string;
  /** Any free one when left out. */
  readonly port?: number;
  readonly databaseUrl?: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
let built = false;

/** `treadle serve`, as an installed one runs, in a process of its own. */
export async function startTreadle({ folder, port = 0, databaseUrl }: TreadlePlace): Promise<TreadleProcess> {
  if (!built) build();
  built = true;
  const startedMs = performance.now();
  const child = spawn(
    process.execPath,
    [
      join(root, 'dist/node/treadle.js'),
      'serve',
      '--json',
      '--port',
      String(port),
      '--workspace',
      folder,
      ...(databaseUrl === undefined ? [] : ['--database-url', databaseUrl]),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const taken = await portOf(child);
  const origin = `http://127.0.0.1:${taken}`;
  const { status } = await fetch(`${origin}/readyz`);
  if (status !== 200) throw new Error(`A server that has just started is not ready (${status}).`);
  return {
    origin,
    port: taken,
    readyMs: performance.now() - startedMs,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

function build(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'cli/treadle.mjs'), '--version'], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The command cannot be built:\n${stderr}`);
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let [out, said] = ['', ''];
    child.stderr!.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stdout!.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const port = /"port":\s*(\d+)/.exec(out)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    child.once('exit', (code) => reject(new Error(`treadle serve ended with ${code}:\n${said}`)));
  });
}
