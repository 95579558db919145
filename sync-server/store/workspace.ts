import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kysely } from 'kysely';
import { v7 } from 'uuid';
import { GENESIS } from '../../shared/sync/hash.ts';
import { useNativeSha256 } from '../../workers/node/native-sha256.ts';
import type { Workspace } from '../../workers/workspace.ts';
import { openTokens, type TokenStore } from '../access/tokens.ts';
import { backup, type BackupManifest, restore } from './backup.ts';
import { blobFolder } from './blob-folder.ts';
import { blobS3, type S3Options } from './blob-s3.ts';
import { checkpointFolder } from './checkpoint-folder.ts';
import { chunkFolder } from './chunk-folder.ts';
import type { WorkspaceDatabase } from './database.ts';
import { datasetStore, removeOrphans } from './datasets.ts';
import { draftStore } from './drafts.ts';
import { removeLeftovers } from './durable-file.ts';
import { type EventStage, openEventStage } from './event-stage.ts';
import { openLog, type SharedLog } from './log.ts';
import { migrate } from './migrations.ts';
import { openPostgres } from './postgres.ts';
import { type PredictionPages, predictionPages, predictionStore } from './predictions.ts';
import { retainPredictions } from './retention.ts';
import { openSqlite } from './sqlite.ts';
import { storageError } from './storage-error.ts';
import { suiteStore } from './suites.ts';
import { sweepStore } from './sweeps.ts';
import type { Tables } from './tables.ts';
import { type UploadStore, uploadStore } from './uploads.ts';
import { type WebhookStore, webhookStore } from './webhooks.ts';

/** A workspace in a folder, with what the server needs beyond the contract of every workspace. */
export interface ServerWorkspace
  extends
    Workspace,
    Pick<
      SharedLog,
      'commitAs' | 'push' | 'pull' | 'hashesAt' | 'snapshot' | 'eventsAfter' | 'head' | 'remote'
    > {
  /** Who may do what here over HTTP. */
  readonly tokens: TokenStore;
  readonly webhooks: WebhookStore;
  /** Artifacts that are still arriving. */
  readonly uploads: UploadStore;
  readonly predictionPages: PredictionPages;
  /** Names this log; another one, e.g. of a new folder, has another. */
  readonly epoch: string;
  /** A place for events that come from elsewhere, as many as they may be. */
  stageEvents(): Promise<EventStage>;
  /** Removes logged predictions and finished deliveries older than so many days, and uploads that were given up. */
  retain(days: number): Promise<void>;
  /** Copies everything into an empty folder while others go on writing; see {@link backup}. */
  backup(target: string): Promise<BackupManifest>;
  /** Fills this empty workspace from a backup; see {@link restore}. Open it anew afterwards. */
  restore(source: string): Promise<BackupManifest>;
  /** Of all artifacts in the folder; 0 where they are in a bucket. Cost: one look at each file. */
  artifactBytes(): Promise<number>;
  /** Writes to the database and looks at the artifacts. @throws AppError `workspace-broken`, `disk-full`. */
  check(): Promise<void>;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Where several servers share what they have. */
export interface StorageOptions {
  /** Where the log and the predictions are, when several servers share them; else in the folder. */
  readonly databaseUrl?: string;
  /** Where the artifacts are, when several servers share them; else in the folder. */
  readonly s3?: S3Options;
}

export interface WorkspaceOptions extends StorageOptions {
  /** Who the log says commits here. */
  readonly actor?: string;
}

/**
 * Opens a workspace folder, which is made when it is not there:
 *
 *   treadle.db   the log, dataset records, drafts, predictions (SQLite)
 *   blobs/       artifacts by SHA-256
 *   chunks/      rows of datasets by content digest
 *   checkpoints/ how far runs under way have come
 *   temporary/   files that are being written
 *
 * Several processes may hold one folder open at once. With `databaseUrl` and `s3` the log, the
 * predictions and the artifacts are elsewhere; datasets and runs under way stay in the folder, since rows
 * do not travel (SYNC10).
 * @throws AppError `workspace-broken`, `disk-full`, `storage-unreachable`.
 */
export async function openWorkspace(
  folder: string,
  { actor = 'local', databaseUrl, s3 }: WorkspaceOptions = {},
): Promise<ServerWorkspace> {
  useNativeSha256();
  const [blobPath, chunkPath, temporary] = await makeFolders(folder);
  const database = openSqlite(join(folder, 'treadle.db'));
  const shared = databaseUrl === undefined ? database : openPostgres({ url: databaseUrl });
  const close = async (): Promise<void> => {
    if (shared !== database) await shared.close();
    await database.close();
  };
  try {
    const { clientId } = await prepare(database);
    const { epoch } = await prepare(shared);
    const chunks = chunkFolder(chunkPath, temporary);
    await removeOrphans(database, chunks);
    const bucket = s3 === undefined ? null : blobS3(s3);
    const ownBlobs = blobFolder(blobPath, temporary);
    const blobs = bucket ?? ownBlobs;
    const log = openLog({ database: shared, blobs, author: { clientId, actor }, epoch });
    const { commitAs, push, pull, hashesAt, snapshot, eventsAfter, head, remote } = log;
    const tokens = await openTokens(shared, Date.now);
    const webhooks = webhookStore(shared, Date.now);
    const uploads = uploadStore(shared, Date.now);
    return {
      epoch,
      blobs,
      log,
      tokens,
      webhooks,
      uploads,
      commitAs,
      push,
      pull,
      hashesAt,
      snapshot,
      eventsAfter,
      head,
      remote,
      datasets: datasetStore(database, chunks),
      drafts: draftStore(database),
      checkpoints: checkpointFolder(join(folder, 'checkpoints'), temporary),
      predictions: predictionStore(shared),
      predictionPages: predictionPages(shared),
      suites: suiteStore(database),
      sweeps: sweepStore(database),
      stageEvents: () => openEventStage(temporary),
      async retain(days) {
        await retainPredictions(shared, days, Date.now());
        await webhooks.forget(Date.now() - days * DAY_MS);
        await uploads.expire();
      },
      backup: (target) => backup({ folder, local: database, shared, blobs }, target, new Date()),
      restore: (source) => restore({ folder, local: database, shared, blobs }, source, v7()),
      artifactBytes: () => (bucket === null ? ownBlobs.sizeBytes() : Promise.resolve(0)),
      async check() {
        await checkWrites(shared);
        await (bucket === null ? checkFolder(blobPath) : bucket.check());
      },
      async close() {
        tokens.close();
        log.close();
        await close();
      },
    };
  } catch (thrown) {
    await close();
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
async function prepare({ kind, write }: WorkspaceDatabase): Promise<{ epoch: string; clientId: string }> {
  return write(async (db) => {
    await migrate(db, kind);
    await db
      .insertInto('head')
      .values({ id: 1, seq: 0, hash: GENESIS })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return { epoch: await nameOnce(db, 'epoch'), clientId: await nameOnce(db, 'client_id') };
  }, 'schema');
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

async function checkWrites({ write }: WorkspaceDatabase): Promise<void> {
  const value = new Date().toISOString();
  await write((transaction) =>
    transaction
      .insertInto('meta')
      .values({ key: 'checked_at', value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }))
      .execute(),
  );
}

async function checkFolder(path: string): Promise<void> {
  try {
    await readdir(path);
  } catch (thrown) {
    throw storageError(thrown);
  }
}
