import { sweepRecord } from '../../shared/records/sweep.ts';
import type { SweepStore } from '../../workers/workspace.ts';
import type { WorkspaceDatabase } from './database.ts';
import { storedRecord } from './stored-record.ts';

/** Searches for the best params, in the database. */
export function sweepStore({ db, write }: WorkspaceDatabase): SweepStore {
  return {
    async put(sweep) {
      const record = JSON.stringify(sweep);
      await write((transaction) =>
        transaction
          .insertInto('sweeps')
          .values({ sweep_id: sweep.sweepId, record })
          .onConflict((conflict) => conflict.column('sweep_id').doUpdateSet({ record }))
          .execute(),
      );
    },
    async get(sweepId) {
      const row = await db
        .selectFrom('sweeps')
        .select('record')
        .where('sweep_id', '=', sweepId)
        .executeTakeFirst();
      return row === undefined ? null : storedRecord(sweepRecord, row.record, `sweep ${sweepId}`);
    },
    async list() {
      const rows = await db.selectFrom('sweeps').selectAll().orderBy('sweep_id').execute();
      return rows.map(({ sweep_id, record }) => storedRecord(sweepRecord, record, `sweep ${sweep_id}`));
    },
    async delete(sweepId) {
      await write((transaction) =>
        transaction.deleteFrom('sweeps').where('sweep_id', '=', sweepId).execute(),
      );
    },
  };
}
