import fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type PostgresServer, startPostgres } from '../sync-server/postgres-server.ts';
import { happen } from './history.ts';
import { onPostgres, onSqlite } from './home.ts';
import { historiesOf } from './steps.ts';

/** The same histories at every run, so that a failure is nobody's bad luck; `npm run soak` draws others. */
const SEED = 42;
const histories = historiesOf(12);

describe('[SYNC] whatever happens to a team, I0–I7 hold once it is quiet', () => {
  it('over SQLite', async () => {
    await fc.assert(
      fc.asyncProperty(histories, (history) => happen(history, onSqlite)),
      { numRuns: 300, seed: SEED },
    );
  }, 900_000);

  describe('over PostgreSQL', () => {
    let postgres: PostgresServer;
    beforeAll(async () => {
      postgres = await startPostgres();
    }, 120_000);
    afterAll(() => postgres.stop(), 120_000);

    it('too', async () => {
      const newStorage = onPostgres(postgres);
      await fc.assert(
        fc.asyncProperty(histories, (history) => happen(history, newStorage)),
        { numRuns: 60, seed: SEED + 1 },
      );
    }, 900_000);
  });
});
