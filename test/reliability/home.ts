import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWorkspace, type StorageOptions } from '../../sync-server/store/workspace.ts';
import { type PostgresServer, query } from '../sync-server/postgres-server.ts';
import { startTestServer, type TestServer } from '../sync-server/server.ts';

/** Where the log of a new server is to be: SQLite in its folder, or an empty database of a PostgreSQL. */
export type NewStorage = () => Promise<StorageOptions>;

export const onSqlite: NewStorage = async () => ({});

/** Databases are emptied and used again: making one takes PostgreSQL longer than a whole history. */
export function onPostgres(postgres: PostgresServer): NewStorage {
  const made: string[] = [];
  let next = 0;
  return async () => {
    // No history has more servers than this before the one after it begins.
    const databaseUrl = made[next % MOST_DATABASES] ?? (await postgres.database());
    made[next % MOST_DATABASES] = databaseUrl;
    if (next >= MOST_DATABASES) await query(databaseUrl, 'drop schema public cascade; create schema public');
    next += 1;
    return { databaseUrl };
  };
}
const MOST_DATABASES = 20;

/** A real server that can be backed up, restored and lost, always at one address. */
export interface Home {
  readonly origin: string;
  /** The server as it is now; another one after `restore` and `wipe`. */
  server(): TestServer;
  /** Keeps a backup, by the product's own means. */
  backup(): Promise<void>;
  /** Goes back to one of the backups; to nothing when there is none. */
  restore(pick: number): Promise<void>;
  /** Begins with nothing. */
  wipe(): Promise<void>;
  /** Ends the server and starts it on what it had. */
  restart(): Promise<void>;
  remove(): Promise<void>;
}

export async function openHome(newStorage: NewStorage): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'treadle-home-'));
  const backups: string[] = [];
  let folders = 0;
  const newFolder = (): string => join(folder, String((folders += 1)));
  let storage = await newStorage();
  let server = await startTestServer({ storage }, newFolder());
  const { port } = server;
  const replace = async (from: string | null): Promise<void> => {
    await server.stop();
    storage = await newStorage();
    const place = newFolder();
    if (from !== null) {
      const workspace = await openWorkspace(join(place, 'workspace'), storage);
      await workspace.restore(from);
      await workspace.close();
    }
    server = await startTestServer({ storage, port }, place);
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    server: () => server,
    async backup() {
      const target = newFolder();
      await server.workspace.backup(target);
      backups.push(target);
    },
    async restore(pick) {
      await replace(backups[pick % Math.max(1, backups.length)] ?? null);
    },
    wipe: () => replace(null),
    async restart() {
      await server.stop();
      server = await startTestServer({ storage, port }, server.folder);
    },
    async remove() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
