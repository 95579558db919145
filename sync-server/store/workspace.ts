import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { v7 } from 'uuid';
import { GENESIS } from '../../shared/sync/hash.ts';
import { useNativeSha256 } from '../../workers/node/native-sha256.ts';
import type { Workspace } from '../../workers/workspace.ts';
import { blobFolder } from './blob-folder.ts';
import { chunkFolder } from './chunk-folder.ts';
import { openDatabase, type WorkspaceDatabase } from './database.ts';
import { datasetStore, removeOrphans } from './datasets.ts';
import { draftStore } from './drafts.ts';
import { removeLeftovers } from './durable-file.ts';
import { openLog, type SharedLog } from './log.ts';
import { migrate } from './migrations.ts';
import { predictionStore } from './predictions.ts';
import { storageError } from './storage-error.ts';
import { suiteStore } from './suites.ts';
import type { Tables } from './tables.ts';

/** A workspace in a folder, with what the server needs beyond the contract of every workspace. */
export interface ServerWorkspace
  extends Workspace, Pick<SharedLog, 'push' | 'pull' | 'eventsAfter' | 'head'> {
  /** Names this log; another one, e.g. of a new folder, has another. */
  readonly epoch: string;
  /** Writes to the database and looks at the artifacts. @throws AppError `workspace-broken`, `storage-full`. */
  check(): Promise<void>;
}

export interface WorkspaceOptions {
  /** Who the log says commits here. */
  readonly actor?: string;
}

/**
 * Opens a workspace folder, which is made when it is not there:
 *
 *   treadle.db   the log, dataset records, drafts, predictions (SQLite)
 *   blobs/       artifacts by SHA-256
 *   chunks/      rows of datasets by content digest
 *   temporary/   files that are being written
 *
 * Several processes may hold one folder open at once.
 * @throws AppError `workspace-broken`, `storage-full`.
 */
export async function openWorkspace(
  folder: string,
  { actor = 'local' }: WorkspaceOptions = {},
): Promise<ServerWorkspace> {
  useNativeSha256();
  const [blobPath, chunkPath, temporary] = await makeFolders(folder);
  const database = openDatabase(join(folder, 'treadle.db'));
  try {
    const { epoch, clientId } = await database.write(prepare);
    const chunks = chunkFolder(chunkPath, temporary);
    await removeOrphans(database, chunks);
    const blobs = blobFolder(blobPath, temporary);
    const log = openLog({ database, blobs, author: { clientId, actor }, epoch });
    const { push, pull, eventsAfter, head } = log;
    return {
      epoch,
      blobs,
      log,
      push,
      pull,
      eventsAfter,
      head,
      datasets: datasetStore(database, chunks),
      drafts: draftStore(database),
      predictions: predictionStore(database),
      suites: suiteStore(database),
      check: () => check(database, blobPath),
      async close() {
        log.close();
        await database.close();
      },
    };
  } catch (thrown) {
    await database.close();
    throw thrown;
  }
}

async function makeFolders(folder: string): Promise<[blobs: string, chunks: string, temporary: string]> {
  const paths: [string, string, string] = [
    join(folder, 'blobs'),
    join(folder, 'chunks'),
    join(folder, 'temporary'),
  ];
  try {
    for (const path of paths) await mkdir(path, { recursive: true });
    await removeLeftovers(paths[2]);
  } catch (thrown) {
    throw storageError(thrown);
  }
  return paths;
}

/** Brings the tables up to date and, in a new workspace, names the log and the folder's own client. */
async function prepare(db: Kysely<Tables>): Promise<{ epoch: string; clientId: string }> {
  await migrate(db);
  await db
    .insertInto('head')
    .values({ id: 1, seq: 0, hash: GENESIS })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return { epoch: await nameOnce(db, 'epoch'), clientId: await nameOnce(db, 'client_id') };
}

async function nameOnce(db: Kysely<Tables>, key: string): Promise<string> {
  await db
    .insertInto('meta')
    .values({ key, value: v7() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await db
    .selectFrom('meta')
    .select('value')
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  return value;
}

async function check({ write }: WorkspaceDatabase, blobPath: string): Promise<void> {
  const value = new Date().toISOString();
  await write((transaction) =>
    transaction
      .insertInto('meta')
      .values({ key: 'checked_at', value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute(),
  );
  try {
    await readdir(blobPath);
  } catch (thrown) {
    throw storageError(thrown);
  }
}
