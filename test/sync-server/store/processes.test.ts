import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { verifyChain } from '../../../shared/sync/verify.ts';
import { openFolder } from './folder.ts';

let opened: Awaited<ReturnType<typeof openFolder>>;
beforeEach(async () => {
  opened = await openFolder();
});
afterEach(() => opened.remove());

const script = fileURLToPath(new URL('./writer.ts', import.meta.url));

/** A process that commits `count` models named `<prefix>-<i>`, with what it said it had committed. */
function writer(prefix: string, count: number): { child: ChildProcess; acknowledged: () => string[] } {
  const child = spawn(process.execPath, ['--import', 'tsx', script, opened.folder, prefix, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // What a killed process was about to print may be cut off; a whole line was acknowledged.
  return { child, acknowledged: () => output.split('\n').slice(0, -1) };
}

async function checkWhole(expected: readonly string[]): Promise<void> {
  const { workspace } = opened;
  const events = await workspace.eventsAfter(0, 10_000);
  expect(verifyChain(events, { head: await workspace.head() })).toBeNull();
  const { registry } = await workspace.log.state();
  expect(expected.filter((model) => !registry.models.has(model))).toEqual([]);
}

describe('several processes at one folder', () => {
  test('all commit into one chain, and every commit is kept', async () => {
    const writers = [writer('a', 40), writer('b', 40)];
    for (let i = 0; i < 40; i += 1) {
      const model = `own-${i}`;
      await opened.workspace.log.commit('model.created', {
        model,
        modelUuid: model,
        description: '',
        tags: [],
      });
    }
    for (const { child } of writers) if (child.exitCode === null) await once(child, 'exit');
    expect(writers.map(({ acknowledged }) => acknowledged().length)).toEqual([40, 40]);
    await checkWhole(writers.flatMap(({ acknowledged }) => acknowledged()));
    expect((await opened.workspace.head()).seq).toBe(120);
  });

  test('a listener hears of another process within a second', async () => {
    const heard = vi.fn();
    opened.workspace.log.subscribe(heard);
    const { child, acknowledged } = writer('a', 1);
    await vi.waitFor(() => expect(acknowledged()).toHaveLength(1), { timeout: 30_000 });
    await vi.waitFor(() => expect(heard).toHaveBeenCalled(), { timeout: 1000 });
    if (child.exitCode === null) await once(child, 'exit');
  });

  test('one that is killed in the middle loses nothing that it acknowledged, and leaves no lock', async () => {
    const { child, acknowledged } = writer('a', 100_000);
    await vi.waitFor(() => expect(acknowledged().length).toBeGreaterThan(20), {
      timeout: 30_000,
      interval: 5,
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await opened.workspace.log.commit('model.created', {
      model: 'after',
      modelUuid: 'after',
      description: '',
      tags: [],
    });
    await checkWhole([...acknowledged(), 'after']);
    await opened.reopen();
  });
});
