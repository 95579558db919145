import { v7 } from 'uuid';
import type { Mutation } from '../../shared/records/mutation.ts';
import { sampleVersion } from '../registry/sample-records.ts';

/** A client that registers version after version, and asks again with the same uids until it is answered. */
export interface Writer {
  /** Uids that a server said it has taken. */
  readonly acknowledged: ReadonlySet<string>;
  /** Answers with 5xx on the way, all of which were healed by asking again. */
  readonly serverErrors: () => number;
  /** Settles when the last batch was answered. @throws Error when one never was. */
  stop(): Promise<void>;
}

export interface WriterOptions {
  readonly name: string;
  /** Of the servers that may be asked, as they are now. */
  readonly origins: () => readonly string[];
  readonly model: string;
  /** Of an artifact that the servers have. */
  readonly digest: string;
}

const BATCH = 3;
const ATTEMPTS = 600;
const PAUSE_MS = 50;

export function startWriter({ name, origins, model, digest }: WriterOptions): Writer {
  const acknowledged = new Set<string>();
  let [lastMid, serverErrors, stopped, turn] = [0, 0, false, 0];

  const batch = (): Mutation[] =>
    Array.from({ length: BATCH }, (_, at) => ({
      mid: lastMid + 1 + at,
      uid: v7(),
      type: 'version.registered',
      v: 1,
      at: new Date().toISOString(),
      payload: sampleVersion(model, v7(), { digest }),
    }));
  const push = async (mutations: readonly Mutation[]): Promise<boolean> => {
    const choice = origins();
    const answer = await fetch(`${choice[(turn += 1) % choice.length]}/api/v1/sync/push`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ protocol: 1, schema: 1, clientId: name, mutations }),
      signal: AbortSignal.timeout(30_000),
    }).catch(() => null);
    const text = await answer?.text().catch(() => null);
    if (answer === null || text === null || text === undefined) return false;
    if (answer.status >= 500) serverErrors += 1;
    else if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text}`);
    if (!answer.ok) return false;
    const { results } = JSON.parse(text) as { results: { uid: string; status: string }[] };
    for (const { uid, status } of results) {
      if (status !== 'applied') throw new Error(`${name}: ${uid} is ${status}`);
      acknowledged.add(uid);
    }
    return results.length === mutations.length;
  };
  const isStopped = (): boolean => stopped;
  const run = async (): Promise<void> => {
    while (!isStopped()) {
      const mutations = batch();
      for (let attempt = 1; !(await push(mutations)); attempt += 1) {
        if (attempt === ATTEMPTS) throw new Error(`${name}: change ${lastMid + 1} was never taken`);
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
      lastMid += mutations.length;
    }
  };
  const running = run();
  // Whoever stops it hears why it failed.
  running.catch(() => {});
  return {
    acknowledged,
    serverErrors: () => serverErrors,
    async stop() {
      stopped = true;
      await running;
    },
  };
}
