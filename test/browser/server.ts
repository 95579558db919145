import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A real `treadle serve` in a process of its own, on a workspace and a port that outlive its restarts. */
export interface ServerUnderTest {
  readonly url: string;
  readonly workspace: string;
  start(): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** Stops it and deletes its workspace. */
  dispose(): Promise<void>;
}

export async function serverUnderTest(): Promise<ServerUnderTest> {
  const port = await freePort();
  const workspace = mkdtempSync(join(tmpdir(), 'treadle-story-'));
  const url = `http://localhost:${port}`;
  let child: ChildProcess | null = null;
  const stop = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<void> => {
    const running = child;
    child = null;
    if (running === null || running.exitCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await gone;
  };
  return {
    url,
    workspace,
    async start() {
      const words = ['dist/node/treadle.js', 'serve', '--port', String(port), '--workspace', workspace];
      child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
      await untilReady(url, child);
    },
    stop,
    async dispose() {
      await stop();
      rmSync(workspace, { recursive: true, force: true });
    },
  };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) throw new Error(`The server stopped with exit code ${child.exitCode}.`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok === true) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The server did not get ready within 30 seconds.');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });
}
