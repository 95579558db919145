import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Kysely, sql } from 'kysely';
import { AppError } from '../../shared/errors/app-error.ts';
import { z } from '../../shared/records/zod.ts';
import { EMPTY_HEAD, type Head } from '../../shared/sync/hash.ts';
import { requiredBlobs } from '../../shared/sync/required-blobs.ts';
import { verifyChain } from '../../shared/sync/verify.ts';
import { datasetRecord } from '../../shared/records/dataset.ts';
import { allChunks } from '../../workers/datasets/rows-of-version.ts';
import type { BlobStore } from '../../workers/workspace.ts';
import { eventsAfter, readHead } from './event-rows.ts';
import { isThere, writeDurably } from './durable-file.ts';
import type { WorkspaceDatabase } from './database.ts';
import { storageError } from './storage-error.ts';
import { storedRecord } from './stored-record.ts';
import type { Tables } from './tables.ts';
import { setCursor } from './webhook-follow.ts';

/** What a workspace is made of, for whoever copies it whole. */
export interface WorkspaceParts {
  readonly folder: string;
  /** Datasets, drafts, suites and sweeps of this machine. */
  readonly local: WorkspaceDatabase;
  /** Log, predictions and tokens; the same as `local` unless servers share them. */
  readonly shared: WorkspaceDatabase;
  readonly blobs: BlobStore;
}

type TableName = keyof Tables;
/** In the order in which they are read back. */
const LOCAL_TABLES = ['datasets', 'suites', 'drafts', 'sweeps'] as const satisfies TableName[];
const SHARED_TABLES = [
  'events',
  'clients',
  'predictions',
  'tokens',
  'webhooks',
] as const satisfies TableName[];
/** Folders of files named by their content or their run. */
const FOLDERS = ['chunks', 'checkpoints'] as const;

const ROWS_AT_ONCE = 2000;
/** Below the 32,766 parameters that SQLite takes. */
const ROWS_PER_INSERT = 500;

const manifestSchema = z.object({
  format: z.literal('treadle-backup'),
  v: z.literal(1),
  at: z.string(),
  epoch: z.string(),
  head: z.object({ seq: z.int(), hash: z.string() }),
  rows: z.record(z.string(), z.int()),
});
export type BackupManifest = z.infer<typeof manifestSchema>;

/**
 * Copies a workspace into an empty folder, as it is at one moment, while others go on writing: rows as JSON
 * lines, artifacts and rows of datasets by their digests, `manifest.json` last, so that a backup without
 * one is none.
 * @throws AppError `backup-invalid` when the folder has something in it, `artifact-corrupt`, `disk-full`.
 */
export async function backup(parts: WorkspaceParts, target: string, at: Date): Promise<BackupManifest> {
  await emptyFolder(target);
  const rows: Record<string, number> = {};
  const keep = async (db: Kysely<Tables>, tables: readonly TableName[]): Promise<void> => {
    for (const table of tables) rows[table] = await dump(db, table, join(target, `${table}.ndjson`));
  };
  // What is named is copied after what names it, since files are never taken away under a name in use.
  const { head, epoch, digests } = await parts.shared.read(async (db) => {
    await keep(db, SHARED_TABLES);
    return { head: await readHead(db), epoch: await epochOf(db), digests: await blobsOf(db) };
  });
  await parts.local.read((db) => keep(db, LOCAL_TABLES));
  await mkdir(join(target, 'blobs'));
  for (const digest of digests) await copyBlob(parts.blobs, digest, join(target, 'blobs', digest));
  for (const name of FOLDERS) await copyFiles(join(parts.folder, name), join(target, name));
  await requireRows(target);
  const manifest: BackupManifest = {
    format: 'treadle-backup',
    v: 1,
    at: at.toISOString(),
    epoch,
    head: { seq: head.seq, hash: head.hash },
    rows,
  };
  await writeFile(join(target, 'manifest.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}

async function emptyFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
    if ((await readdir(path)).length === 0) return;
  } catch (thrown) {
    throw storageError(thrown);
  }
  throw new AppError('backup-invalid', {
    detail: `The folder ${path} is not empty.`,
    remedy: 'Name a folder that is not there yet.',
  });
}

async function dump(db: Kysely<Tables>, table: TableName, path: string): Promise<number> {
  const file = await open(path, 'wx');
  try {
    for (let offset = 0; ;) {
      const rows =
        await sql<object>`select * from ${sql.table(table)} order by 1, 2 limit ${ROWS_AT_ONCE} offset ${offset}`
          .execute(db)
          .then((result) => result.rows);
      if (rows.length > 0) await file.write(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      offset += rows.length;
      if (rows.length < ROWS_AT_ONCE) {
        await file.sync();
        return offset;
      }
    }
  } finally {
    await file.close();
  }
}

async function epochOf(db: Kysely<Tables>): Promise<string> {
  const row = await db
    .selectFrom('meta')
    .select('value')
    .where('key', '=', 'epoch')
    .executeTakeFirstOrThrow();
  return row.value;
}

async function blobsOf(db: Kysely<Tables>): Promise<Set<string>> {
  const digests = new Set<string>();
  for (let seq = 0; ;) {
    const events = await eventsAfter(db, seq, ROWS_AT_ONCE);
    for (const event of events)
      if (event.status === 'applied') requiredBlobs(event).forEach((digest) => digests.add(digest));
    const last = events.at(-1);
    if (last === undefined) return digests;
    seq = last.seq;
  }
}

async function copyBlob(blobs: BlobStore, digest: string, path: string): Promise<void> {
  const bytes = await blobs.get(digest);
  if (bytes === null)
    throw new AppError('artifact-corrupt', {
      detail: `The artifact ${digest} that the log names is missing.`,
    });
  await writeFile(path, bytes);
}

/** Names in a folder that need not be there yet. @throws AppError when it is there and cannot be read. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw storageError(thrown);
  }
}

/** A dataset may have been deleted after its record was copied: a record without its rows is no backup. */
async function requireRows(target: string): Promise<void> {
  const copied = new Set(await namesIn(join(target, 'chunks')));
  const lines = createInterface({
    input: createReadStream(join(target, 'datasets.ndjson')),
    crlfDelay: Infinity,
  });
  for await (const line of lines) {
    const { name, record } = JSON.parse(line) as Tables['datasets'];
    const chunks = allChunks(storedRecord(datasetRecord, record, `dataset "${name}"`));
    if (chunks.every((digest) => copied.has(digest))) continue;
    throw new AppError('backup-invalid', {
      detail: `Rows of the dataset "${name}" are missing in the copy: it was deleted meanwhile, or they are lost.`,
      remedy: 'Make the backup again, into another folder.',
    });
  }
}

async function copyFiles(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of await namesIn(from)) {
    // One that its owner has just removed belonged to nothing that was copied.
    await copyFile(join(from, name), join(to, name)).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code !== 'ENOENT') throw thrown;
    });
  }
}

/**
 * Fills an empty workspace from a backup, after its log was verified; all of the log or nothing. The log
 * keeps its hashes and gets a new epoch: devices that are ahead of it bring back what it lacks (SYNC7).
 * @throws AppError `backup-invalid` when the source is none, is damaged, or the workspace is not empty.
 */
export async function restore(parts: WorkspaceParts, source: string, epoch: string): Promise<BackupManifest> {
  const manifest = await readManifest(source);
  if ((await readHead(parts.shared.db)).seq > 0)
    throw new AppError('backup-invalid', {
      detail: 'The workspace has a log already; a backup is restored into an empty one.',
      remedy: 'Name another folder with --workspace, or an empty database.',
    });
  for (const name of await readdir(join(source, 'blobs'))) await restoreBlob(parts.blobs, source, name);
  for (const name of FOLDERS) await restoreFiles(join(source, name), join(parts.folder, name), parts.folder);
  // One that was made before a table was there has no file for it.
  const there = <T extends TableName>(tables: readonly T[]): T[] =>
    tables.filter((table) => manifest.rows[table] !== undefined);
  await parts.local.write((db) => fill(db, there(LOCAL_TABLES), source));
  await parts.shared.write(async (db) => {
    await fill(db, there(SHARED_TABLES), source);
    await requireWhole(db, manifest.head);
    await db.updateTable('head').set(manifest.head).execute();
    await setCursor(db, parts.shared.kind, manifest.head.seq);
    await db.updateTable('meta').set({ value: epoch }).where('key', '=', 'epoch').execute();
  }, 'log');
  return manifest;
}

async function readManifest(source: string): Promise<BackupManifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(source, 'manifest.json'), 'utf8')));
  } catch (cause) {
    throw new AppError('backup-invalid', { detail: `${source} holds no whole backup.`, cause });
  }
}

async function restoreBlob(blobs: BlobStore, source: string, digest: string): Promise<void> {
  if ((await blobs.put(await readFile(join(source, 'blobs', digest)))) === digest) return;
  throw new AppError('backup-invalid', { detail: `The artifact ${digest} of the backup is damaged.` });
}

async function restoreFiles(from: string, to: string, folder: string): Promise<void> {
  for (const name of await namesIn(from)) {
    const path = join(to, name);
    if (!(await isThere(path)))
      await writeDurably(path, await readFile(join(from, name)), join(folder, 'temporary'));
  }
}

async function fill(db: Kysely<Tables>, tables: readonly TableName[], source: string): Promise<void> {
  for (const table of tables) {
    let rows: Record<string, unknown>[] = [];
    const flush = async (): Promise<void> => {
      if (rows.length > 0) await db.insertInto(table).values(rows).execute();
      rows = [];
    };
    const lines = createInterface({
      input: createReadStream(join(source, `${table}.ndjson`)),
      crlfDelay: Infinity,
    });
    for await (const line of lines) {
      rows.push(JSON.parse(line) as Record<string, unknown>);
      if (rows.length === ROWS_PER_INSERT) await flush();
    }
    await flush();
  }
}

async function requireWhole(db: Kysely<Tables>, head: Head): Promise<void> {
  let from: Head = EMPTY_HEAD;
  for (;;) {
    const events = await eventsAfter(db, from.seq, ROWS_AT_ONCE);
    const last = events.at(-1);
    if (last === undefined && from.seq === head.seq && from.hash === head.hash) return;
    const fault = verifyChain(events, { from });
    if (last === undefined || fault !== null)
      throw new AppError('backup-invalid', {
        detail: `The log of the backup is damaged at event ${fault?.seq ?? from.seq + 1}.`,
      });
    from = { seq: last.seq, hash: last.hash };
  }
}
