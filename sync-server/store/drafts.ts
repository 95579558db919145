import { runRecord } from '../../shared/records/run.ts';
import type { DraftStore } from '../../workers/workspace.ts';
import type { WorkspaceDatabase } from './database.ts';
import { storedRecord } from './stored-record.ts';

/** Runs under way, in the database. */
export function draftStore({ db, write }: WorkspaceDatabase): DraftStore {
  return {
    async put(run) {
      const record = JSON.stringify(run);
      await write((transaction) =>
        transaction
          .insertInto('drafts')
          .values({ run_id: run.runId, record })
          .onConflict((conflict) => conflict.column('run_id').doUpdateSet({ record }))
          .execute(),
      );
    },
    async list() {
      const rows = await db.selectFrom('drafts').selectAll().orderBy('run_id').execute();
      return rows.map(({ run_id, record }) => storedRecord(runRecord, record, `draft of run ${run_id}`));
    },
    async delete(runId) {
      await write((transaction) => transaction.deleteFrom('drafts').where('run_id', '=', runId).execute());
    },
  };
}
