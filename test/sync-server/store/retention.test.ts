import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PredictionRecord } from '../../../shared/records/prediction.ts';
import { openWorkspace } from '../../../sync-server/store/workspace.ts';
import { type PostgresServer, query, startPostgres } from '../postgres-server.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const prediction = (at: number): PredictionRecord => ({
  requestId: `r${at}`,
  at,
  model: 'm',
  versionId: 'v',
  version: 1,
  host: 'http',
  label: null,
  value: 1,
  confidence: null,
  latencyMs: 1,
  bins: '',
});

let postgres: PostgresServer;
let folder: string;
beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'treadle-retention-'));
}, 120_000);
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true });
});

describe.each(['sqlite', 'postgres'])('predictions in %s', (kind) => {
  it('go when they are older than is kept, and others stay and come', async () => {
    const databaseUrl = kind === 'postgres' ? await postgres.database() : undefined;
    const workspace = await openWorkspace(
      join(folder, kind),
      databaseUrl === undefined ? {} : { databaseUrl },
    );
    try {
      const now = Date.now();
      await workspace.retain(90);
      await workspace.predictions.append(
        [now, now - 89 * DAY_MS, now - 91 * DAY_MS, now - 500 * DAY_MS].map(prediction),
      );
      await workspace.retain(90);
      const kept = await workspace.predictions.between(0, now + 1);
      expect(kept.map(({ at }) => at)).toEqual([now - 89 * DAY_MS, now]);
      await workspace.retain(90);
      await workspace.predictions.append([now + 1].map(prediction));
      expect(await workspace.predictions.between(0, now + 2)).toHaveLength(3);
      if (databaseUrl === undefined) return;
      const week = Math.floor(now / (7 * DAY_MS));
      const { rows } = await query(databaseUrl, `select count(*) from predictions_w${week}`);
      expect(Number(rows[0].count)).toBe(2);
    } finally {
      await workspace.close();
    }
  });
});
