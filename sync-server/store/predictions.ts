import { type PredictionRecord, predictionRecord } from '../../shared/records/prediction.ts';
import type { PredictionStore } from '../../workers/workspace.ts';
import type { WorkspaceDatabase } from './database.ts';
import type { PredictionRow } from './tables.ts';

/** Rows per statement: 11 columns each, below the 32,766 parameters that SQLite takes. */
const rowsPerInsert = 1000;

/** Answered predictions; those of one call are stored together or not at all. */
export function predictionStore({ db, write }: WorkspaceDatabase): PredictionStore {
  return {
    async append(records) {
      if (records.length === 0) return;
      await write(async (transaction) => {
        for (let from = 0; from < records.length; from += rowsPerInsert) {
          const rows = records.slice(from, from + rowsPerInsert).map(toRow);
          await transaction.insertInto('predictions').values(rows).execute();
        }
      });
    },
    async between(from, to) {
      const rows = await db
        .selectFrom('predictions')
        .selectAll()
        .where('at', '>=', from)
        .where('at', '<', to)
        .orderBy('at')
        .orderBy('request_id')
        .execute();
      return rows.map(toRecord);
    },
  };
}

function toRow({ requestId, versionId, latencyMs, ...rest }: PredictionRecord): PredictionRow {
  return { request_id: requestId, version_id: versionId, latency_ms: latencyMs, ...rest };
}

function toRecord({ request_id, version_id, latency_ms, host, ...rest }: PredictionRow): PredictionRecord {
  return {
    requestId: request_id,
    versionId: version_id,
    latencyMs: latency_ms,
    host: predictionRecord.shape.host.parse(host),
    ...rest,
  };
}
