import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openWorkspace } from '../../sync-server/store/workspace.ts';
import { featuresOf, promote, register, trainChurn } from './models.ts';
import { ask } from './server.ts';

let folder: string;
let child: ChildProcess | null = null;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'treadle-signals-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** `treadle serve` as a process of its own; gives its port and how it ends. */
async function serve(): Promise<{ port: number; ended: Promise<number | null> }> {
  const words = ['--import', 'tsx', 'cli/main.ts', 'serve', '--port', '0', '--workspace', folder];
  const started = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  child = started;
  const ended = new Promise<number | null>((resolve) => started.once('exit', resolve));
  let said = '';
  started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await expect.poll(() => said, { timeout: 90_000 }).toMatch(/http:\/\/localhost:\d+/);
  return { port: Number(/localhost:(\d+)/.exec(said)![1]), ended };
}

/** A process starts within a second or two, on a machine that has nothing else to do. */
describe('treadle serve', { timeout: 240_000 }, () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'loses no answered prediction on %s and exits with 0',
    async (signal) => {
      const workspace = await openWorkspace(folder);
      await promote(workspace, await register(workspace, await trainChurn(), { model: 'churn' }));
      const { port, ended } = await serve();
      const body = { modelId: 'churn', features: featuresOf(0) };
      const answers = await Promise.all(
        Array.from({ length: 30 }, () => ask(port, '/api/predict', { body })),
      );
      child!.kill(signal);
      expect(await ended).toBe(0);
      const stored = await workspace.predictions.between(0, Number.MAX_SAFE_INTEGER);
      await workspace.close();
      expect(stored).toHaveLength(answers.length);
      expect(new Set(stored.map(({ requestId }) => requestId))).toEqual(
        new Set(answers.map(({ json }) => json.requestId)),
      );
    },
  );

  it('finishes what a keep-alive client asked, and is not held open by its connection', async () => {
    const { port, ended } = await serve();
    const answer = await fetch(`http://127.0.0.1:${port}/livez`, { keepalive: true });
    expect(answer.status).toBe(200);
    child!.kill('SIGTERM');
    expect(await ended).toBe(0);
  });

  it('ends when the shell that npm started it with is gone', async () => {
    // npm hands SIGTERM to its shell only; a second command keeps the shell from becoming the server.
    const line = `"${process.execPath}" --import tsx cli/main.ts serve --port 0 --workspace "${folder}"; exit $?`;
    const shell = spawn('sh', ['-c', line], {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, npm_lifecycle_event: 'start' },
    });
    let said = '';
    shell.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await expect.poll(() => said, { timeout: 90_000 }).toMatch(/Ctrl-C stops it/);
    shell.kill('SIGTERM');
    await expect.poll(() => said, { timeout: 60_000 }).toMatch(/Stopping/);
    const url = `http://127.0.0.1:${/localhost:(\d+)/.exec(said)![1]}/livez`;
    await expect
      .poll(
        () =>
          fetch(url).then(
            () => 'up',
            () => 'gone',
          ),
        { timeout: 60_000 },
      )
      .toBe('gone');
  });
});
