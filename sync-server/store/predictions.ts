import { type PredictionRecord, predictionRecord } from '../../shared/records/prediction.ts';
import type { PredictionStore } from '../../workers/workspace.ts';
import type { WorkspaceDatabase } from './database.ts';
import type { PredictionRow } from './tables.ts';

/** Predictions of a window, as many at a time as are held in memory; and when the last one before a time was. */
export interface PredictionPages {
  pages(from: number, to: number): AsyncGenerator<PredictionRecord[]>;
  /** ms since 1970 UTC; null when there is none at or after `from`. */
  lastBefore(to: number, from: number): Promise<number | null>;
}

const ROWS_PER_PAGE = 5000;

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

export function predictionPages({ db }: WorkspaceDatabase): PredictionPages {
  return {
    async *pages(from, to) {
      let after = { at: from, request_id: '' };
      for (;;) {
        const rows = await db
          .selectFrom('predictions')
          .selectAll()
          .where('at', '>=', after.at)
          .where('at', '<', to)
          .where((where) =>
            where.or([where('at', '>', after.at), where('request_id', '>', after.request_id)]),
          )
          .orderBy('at')
          .orderBy('request_id')
          .limit(ROWS_PER_PAGE)
          .execute();
        if (rows.length > 0) yield rows.map(toRecord);
        const last = rows.at(-1);
        if (last === undefined || rows.length < ROWS_PER_PAGE) return;
        after = last;
      }
    },
    async lastBefore(to, from) {
      const { last } = await db
        .selectFrom('predictions')
        .select((select) => select.fn.max('at').as('last'))
        .where('at', '>=', from)
        .where('at', '<', to)
        .executeTakeFirstOrThrow();
      return last;
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
