import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRng } from '../../shared/random/rng.ts';
import { createSharedModel, pullAll, requireAll } from './shared-model.ts';
import { startTreadle } from './treadle-process.ts';
import { startWriter } from './writer.ts';

export interface ReplicaReport {
  readonly killed: number;
  readonly acknowledged: number;
  /** Answers with 5xx; asking again with the same uid healed each. */
  readonly serverErrors: number;
}

const REPLICAS = 3;
const WRITERS = 6;
const BETWEEN_KILLS_MS = 2000;

/**
 * Three servers on one PostgreSQL under load, one of which is killed every few seconds and started again.
 * Clients ask whichever comes next.
 * @throws AssertionError when something that was acknowledged is not in the log of every replica.
 */
export async function killReplicas(databaseUrl: string, kills: number, seed: number): Promise<ReplicaReport> {
  const folder = await mkdtemp(join(tmpdir(), 'treadle-replicas-'));
  const rng = createRng(seed);
  const replicas = await Promise.all(
    Array.from({ length: REPLICAS }, () => startTreadle({ folder, databaseUrl })),
  );
  const origins = replicas.map(({ origin }) => origin);
  const model = await createSharedModel(origins[0]!);
  const writers = Array.from({ length: WRITERS }, (_, at) =>
    startWriter({ name: `writer ${at}`, origins: () => origins, ...model }),
  );
  let killed = 0;
  try {
    while (killed < kills) {
      await sleep(BETWEEN_KILLS_MS * (0.5 + rng.uniform()));
      const at = rng.integer(REPLICAS);
      await replicas[at]!.kill();
      killed += 1;
      replicas[at] = await startTreadle({ folder, databaseUrl, port: replicas[at]!.port });
    }
    for (const writer of writers) await writer.stop();
    const acknowledged = writers.flatMap((writer) => [...writer.acknowledged]);
    for (const origin of origins) requireAll(await pullAll(origin), acknowledged);
    const serverErrors = writers.reduce((sum, writer) => sum + writer.serverErrors(), 0);
    return { killed, acknowledged: acknowledged.length, serverErrors };
  } finally {
    for (const writer of writers) void writer.stop().catch(() => {});
    for (const replica of replicas) await replica.kill();
    await rm(folder, { recursive: true, force: true });
  }
}
