import assert from 'node:assert/strict';
import { v7 } from 'uuid';
import { sampleRun } from '../registry/sample-records.ts';
import { startTestServer } from '../sync-server/server.ts';
import { openDevice } from '../workers/fixtures/device.ts';

export interface QueueReport {
  readonly changes: number;
  readonly queuedMs: number;
  readonly drainedMs: number;
  /** Of the heap, device and server together, at most. */
  readonly heapMiB: number;
}

/**
 * A device that makes many changes while there is no server, and then meets one, on a line that loses
 * every fifth answer. @throws AssertionError when one is there twice or not at all.
 */
export async function drainQueue(changes: number): Promise<QueueReport> {
  const server = await startTestServer();
  const device = await openDevice({ origin: `http://127.0.0.1:${server.port}` });
  const { log, db } = device.workspace;
  let heapBytes = 0;
  const look = (): void => void (heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed));
  try {
    device.interfere = () => Promise.reject(new TypeError('network'));
    const startedMs = performance.now();
    await log.commit('run.recorded', { run: sampleRun('r') });
    for (let at = 1; at < changes; at += 1) {
      await log.commit('run.annotated', { runId: 'r', note: `note ${at} ${v7()}` });
      if (at % 100 === 0) look();
    }
    const queuedMs = performance.now() - startedMs;
    let answers = 0;
    device.interfere = async (path, send) => {
      const answer = await send();
      look();
      if (path.endsWith('/push') && (answers += 1) % 5 === 0) throw new TypeError('network');
      return answer;
    };
    while ((await log.pending()) > 0) await device.sync.syncNow();
    const drainedMs = performance.now() - startedMs - queuedMs;
    const uids = (await db.events.toArray()).map(({ uid }) => uid);
    assert.equal(uids.length, changes, 'everything is in the log');
    assert.equal(new Set(uids).size, changes, 'and once');
    assert.equal((await server.workspace.head()).seq, changes);
    return { changes, queuedMs, drainedMs, heapMiB: heapBytes / 2 ** 20 };
  } finally {
    await device.close();
    await server.remove();
  }
}
