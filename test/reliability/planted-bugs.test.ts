import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogParts } from '../../workers/browser/browser-log.ts';
import { happen } from './history.ts';
import { onSqlite } from './home.ts';
import type { Plant } from './member.ts';
import { historiesOf } from './steps.ts';

/**
 * The property test must be able to fail (CONTRACTS.md, section 3). Each bug here replaces one part of the
 * product by one that forgets something; nothing in the product knows of it.
 */
const bugs = vi.hoisted(() => ({ planted: null as string | null }));

// Rejected changes are not consumed: they stop the push as if they had never come.
vi.mock('../../shared/sync/sequence.ts', async (original) => {
  const real = await original<typeof import('../../shared/sync/sequence.ts')>();
  const sequence: typeof real.sequence = (reducer, position, memory, author, mutations) => {
    const done = real.sequence(reducer, position, memory, author, mutations);
    const at = done.events.findIndex(({ status }) => status === 'rejected');
    if (bugs.planted !== 'rejection not consumed' || at < 0) return done;
    const before = mutations.findIndex(({ mid }) => mid === done.events[at]!.mid);
    return real.sequence(reducer, position, memory, author, mutations.slice(0, before));
  };
  return { ...real, sequence };
});

// Neither side holds the hash of its last event against the other's.
vi.mock('../../sync-server/store/log.ts', async (original) => {
  const real = await original<typeof import('../../sync-server/store/log.ts')>();
  const openLog: typeof real.openLog = (parts) => {
    const log = real.openLog(parts);
    const pull: typeof log.pull = async (request) => {
      if (bugs.planted !== 'no hash check') return log.pull(request);
      const { seq: headSeq, hash: headHash } = await log.head();
      const events = await log.eventsAfter(request.cursor, request.limit);
      return { events, headSeq, headHash, hasMore: request.cursor + events.length < headSeq };
    };
    return { ...log, pull };
  };
  return { ...real, openLog };
});
vi.mock('../../shared/sync/verify.ts', async (original) => {
  const real = await original<typeof import('../../shared/sync/verify.ts')>();
  const verifyChain: typeof real.verifyChain = (events, ends) =>
    // The checks of the test itself ask with a head.
    bugs.planted === 'no hash check' && ends?.head === undefined ? null : real.verifyChain(events, ends);
  return { ...real, verifyChain };
});

// What a restored server lacks is dropped, and not queued again.
vi.mock('../../workers/browser/browser-log.ts', async (original) => {
  const real = await original<typeof import('../../workers/browser/browser-log.ts')>();
  const browserLog = (parts: LogParts): ReturnType<typeof real.browserLog> => {
    const log = real.browserLog(parts);
    const dropAfter: typeof log.dropAfter = async (seq) => {
      const waiting = new Set((await parts.db.outbox.toArray()).map(({ uid }) => uid));
      await log.dropAfter(seq);
      if (bugs.planted === 'no requeue after restore')
        await parts.db.outbox.filter(({ uid }) => !waiting.has(uid)).delete();
    };
    return { ...log, dropAfter };
  };
  return { ...real, browserLog };
});

// A cloned profile goes on under the id of the other.
vi.mock('../../workers/browser/log-meta.ts', async (original) => {
  const real = await original<typeof import('../../workers/browser/log-meta.ts')>();
  const renewClient: typeof real.renewClient = async (db, newId) => {
    if (bugs.planted !== 'no clone detection') await real.renewClient(db, newId);
  };
  return { ...real, renewClient };
});

const emptiesOutboxOnAnswer: Plant = {
  async answered({ workspace }, path, answer) {
    if (!path.endsWith('/push') || !answer.ok) return;
    const { results } = (await answer.json()) as { results: { uid: string }[] };
    const uids = new Set(results.map(({ uid }) => uid));
    await workspace.db.outbox.filter(({ uid }) => uids.has(uid)).delete();
  },
};

const SEED = 20_261_121;
const histories = historiesOf(16);
const check = (numRuns: number, plant: Plant = {}) =>
  fc.check(
    fc.asyncProperty(histories, (history) => happen(history, onSqlite, plant)),
    { numRuns, seed: SEED, endOnFailure: true },
  );

/** An invariant must be what fails, not the test itself. */
async function expectCaught(plant: Plant = {}): Promise<void> {
  const { failed, errorInstance } = await check(150, plant);
  expect(failed).toBe(true);
  expect(String(errorInstance)).toMatch(/I[0-7]: /);
}

beforeEach(() => {
  bugs.planted = null;
});

describe('the property test of sync', () => {
  it('finds nothing where no bug is planted', async () => {
    expect((await check(10)).failed).toBe(false);
  }, 120_000);

  it.each(['rejection not consumed', 'no hash check', 'no requeue after restore', 'no clone detection'])(
    'catches a planted bug: %s',
    async (bug) => {
      bugs.planted = bug;
      await expectCaught();
    },
    300_000,
  );

  it('catches a planted bug: outbox emptied on the push answer', async () => {
    await expectCaught(emptiesOutboxOnAnswer);
  }, 300_000);
});
