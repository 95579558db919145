import assert from 'node:assert/strict';
import Database from 'libsql';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRng } from '../../shared/random/rng.ts';
import { createSharedModel, pullAll, requireAll } from './shared-model.ts';
import { startTreadle } from './treadle-process.ts';
import { startWriter } from './writer.ts';

export interface KillReport {
  readonly cycles: number;
  readonly acknowledged: number;
  readonly slowestReadyMs: number;
}

const WRITERS = 3;
const LONGEST_LIFE_MS = 400;

/**
 * Kills a server with SIGKILL at random moments while clients push, again and again, at one folder. After
 * each the database is whole and everything that was acknowledged is read again.
 * @throws AssertionError when it is not.
 */
export async function killCycles(cycles: number, seed: number): Promise<KillReport> {
  const folder = await mkdtemp(join(tmpdir(), 'treadle-kill-'));
  const rng = createRng(seed);
  let server = await startTreadle({ folder });
  const { port, origin } = server;
  let slowestReadyMs = server.readyMs;
  const model = await createSharedModel(origin);
  const writers = Array.from({ length: WRITERS }, (_, at) =>
    startWriter({ name: `writer ${at}`, origins: () => [origin], ...model }),
  );
  const acknowledged = (): string[] => writers.flatMap((writer) => [...writer.acknowledged]);
  try {
    for (let cycle = 0; cycle < cycles; cycle += 1) {
      const before = acknowledged().length;
      while (acknowledged().length === before) await sleep(5);
      await sleep(rng.uniform() * LONGEST_LIFE_MS);
      await server.kill();
      const expected = acknowledged();
      requireWhole(join(folder, 'treadle.db'));
      server = await startTreadle({ folder, port });
      slowestReadyMs = Math.max(slowestReadyMs, server.readyMs);
      requireAll(await pullAll(origin), expected);
    }
    for (const writer of writers) await writer.stop();
    requireAll(await pullAll(origin), acknowledged());
    return { cycles, acknowledged: acknowledged().length, slowestReadyMs };
  } finally {
    const stopped = Promise.allSettled(writers.map((writer) => writer.stop()));
    await server.kill();
    void stopped;
    await rm(folder, { recursive: true, force: true });
  }
}

function requireWhole(path: string): void {
  const database = new Database(path);
  try {
    const rows = database.prepare('pragma integrity_check').all() as { integrity_check: string }[];
    assert.deepEqual(
      rows.map(({ integrity_check }) => integrity_check),
      ['ok'],
      'the database is whole',
    );
  } finally {
    database.close();
  }
}
