import { suiteSchema } from '../../shared/records/suite.ts';
import type { SuiteStore } from '../../workers/workspace.ts';
import type { WorkspaceDatabase } from './database.ts';
import { storedRecord } from './stored-record.ts';

/** What datasets promise, in the database. */
export function suiteStore({ db, write }: WorkspaceDatabase): SuiteStore {
  return {
    async get(dataset) {
      const row = await db
        .selectFrom('suites')
        .select('record')
        .where('dataset', '=', dataset)
        .executeTakeFirst();
      return row === undefined ? null : storedRecord(suiteSchema, row.record, `suite of ${dataset}`);
    },
    async put(dataset, suite) {
      const record = JSON.stringify(suite);
      await write((transaction) =>
        transaction
          .insertInto('suites')
          .values({ dataset, record })
          .onConflict((conflict) => conflict.column('dataset').doUpdateSet({ record }))
          .execute(),
      );
    },
    async delete(dataset) {
      await write((transaction) => transaction.deleteFrom('suites').where('dataset', '=', dataset).execute());
    },
  };
}
