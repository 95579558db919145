// `npm run soak`: the reliability tests at length (see HELP, and docs/reliability.md).
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { type PostgresServer, startPostgres } from '../sync-server/postgres-server.ts';
import { happen } from './history.ts';
import { type NewStorage, onPostgres, onSqlite } from './home.ts';
import { killCycles } from './kill-cycles.ts';
import { drainQueue } from './offline-queue.ts';
import { killReplicas } from './replicas.ts';
import { historiesOf } from './steps.ts';

const READY_WITHIN_MS = 5000;
const histories = historiesOf(16);

const HELP = `npm run soak [-- OPTIONS]   Prints the seed, and one line for each part; a part with 0 is left out.

  --seed N        what is drawn; another one each time
  --histories N   random histories on SQLite (2000)
  --postgres N    random histories on PostgreSQL (400)
  --cycles N      times that a server is killed during pushes (200); ready again within 5 s
  --kills N       times that one of three servers on one PostgreSQL is killed (60)
  --queue N       changes made offline that drain afterwards (10000)`;

const { values } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    seed: { type: 'string' },
    histories: { type: 'string', default: '2000' },
    postgres: { type: 'string', default: '400' },
    cycles: { type: 'string', default: '200' },
    kills: { type: 'string', default: '60' },
    queue: { type: 'string', default: '10000' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
const count = (name: 'histories' | 'postgres' | 'cycles' | 'kills' | 'queue'): number => Number(values[name]);
console.log(`seed ${seed}`);

let failed = 0;

/** Runs one part, unless there is nothing to it; a failure does not keep the others from running. */
async function part(name: string, times: number, work: () => Promise<string>): Promise<void> {
  if (times === 0) return;
  const startedMs = performance.now();
  const outcome = await work().catch((thrown: unknown) => {
    failed += 1;
    return `FAILED: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  });
  console.log(`${name}: ${outcome} (${((performance.now() - startedMs) / 1000).toFixed(0)} s)`);
}

async function hold(newStorage: NewStorage, numRuns: number): Promise<string> {
  await fc.assert(
    fc.asyncProperty(histories, (history) => happen(history, newStorage)),
    { numRuns, seed },
  );
  return `${numRuns} histories, I0–I7 hold`;
}

async function cycles(): Promise<string> {
  const { acknowledged, slowestReadyMs } = await killCycles(count('cycles'), seed);
  const said = `${count('cycles')} times killed, integrity_check ok each time, ${acknowledged} changes acknowledged, none lost, ready again within ${(slowestReadyMs / 1000).toFixed(1)} s`;
  if (slowestReadyMs > READY_WITHIN_MS) throw new Error(`${said}, which is too long`);
  return said;
}

async function queue(): Promise<string> {
  const { changes, queuedMs, drainedMs, heapMiB } = await drainQueue(count('queue'));
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
  return `${changes} changes queued in ${seconds(queuedMs)}, drained in ${seconds(drainedMs)}, each once; heap ${heapMiB.toFixed(0)} MiB at most`;
}

await part('histories on SQLite', count('histories'), () => hold(onSqlite, count('histories')));
let postgres: PostgresServer | null = null;
if (count('postgres') + count('kills') > 0) postgres = await startPostgres();
const database = (): Promise<string> => postgres!.database();
await part('histories on PostgreSQL', count('postgres'), () =>
  hold(onPostgres(postgres!), count('postgres')),
);
await part('one server killed', count('cycles'), cycles);
await part('one of three servers killed', count('kills'), async () => {
  const { killed, acknowledged, serverErrors } = await killReplicas(await database(), count('kills'), seed);
  return `${killed} times, ${acknowledged} changes acknowledged, none lost; ${serverErrors} answers with 5xx, all healed by asking again`;
});
await part('offline queue', count('queue'), queue);
await postgres?.stop();
process.exitCode = failed === 0 ? 0 : 1;
