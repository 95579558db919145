import type { Kysely } from 'kysely';
import { AppError } from '../../shared/errors/app-error.ts';
import type { WorkspaceDatabase } from './database.ts';
import type { Tables } from './tables.ts';

/** After this long without a byte an upload is forgotten; its client starts a new one. */
const IDLE_MS = 60 * 60 * 1000;
/** Unfinished ones; each costs a row, also when nothing ever arrives. */
const MOST_UPLOADS = 1000;

/**
 * Bytes of unfinished uploads in the database of the workspace, so that the next request may reach any
 * server that shares it, and finds all that was acknowledged.
 */
export interface UploadStore {
  /** @throws AppError `storage-full` when too many are unfinished. */
  start(uploadId: string): Promise<void>;
  /** How much has arrived. @throws AppError `upload-unknown`. */
  size(uploadId: string): Promise<number>;
  /**
   * Appends bytes that begin at `offset`; null when something else stands there by now.
   * @throws AppError `upload-unknown`, `storage-full` when all unfinished ones would have more than `mostStagedBytes`.
   */
  append(
    uploadId: string,
    offset: number,
    bytes: Uint8Array,
    mostStagedBytes: number,
  ): Promise<number | null>;
  /** All that has arrived. @throws AppError `upload-unknown`. */
  read(uploadId: string): Promise<Buffer>;
  drop(uploadId: string): Promise<void>;
  /** Forgets those that nobody goes on with. */
  expire(): Promise<void>;
}

export function uploadStore({ db, kind, read, write }: WorkspaceDatabase, nowMs: () => number): UploadStore {
  return {
    start: (uploadId) =>
      write(async (transaction) => {
        await expire(transaction, nowMs() - IDLE_MS);
        await requireRoom(transaction);
        const row = { upload_id: uploadId, size_bytes: 0, touched_at: nowMs() };
        await transaction.insertInto('uploads').values(row).execute();
      }),
    size: (uploadId) => sizeOf(db, uploadId),
    append: (uploadId, offset, bytes, mostStagedBytes) =>
      write(async (transaction) => {
        const sizeBytes = await sizeOf(transaction, uploadId, kind === 'postgres');
        if (sizeBytes !== offset) return null;
        if ((await stagedBytes(transaction)) + bytes.length > mostStagedBytes) throw full(mostStagedBytes);
        const part = { upload_id: uploadId, start_at: offset, bytes };
        await transaction.insertInto('upload_parts').values(part).execute();
        const change = { size_bytes: offset + bytes.length, touched_at: nowMs() };
        await transaction.updateTable('uploads').set(change).where('upload_id', '=', uploadId).execute();
        return change.size_bytes;
      }),
    read: (uploadId) => read((transaction) => bytesOf(transaction, uploadId)),
    drop: (uploadId) => write((transaction) => remove(transaction, [uploadId])),
    expire: () => write((transaction) => expire(transaction, nowMs() - IDLE_MS)),
  };
}

/** With `lock`, nobody else appends until the transaction is through. */
async function sizeOf(db: Kysely<Tables>, uploadId: string, lock = false): Promise<number> {
  const query = db.selectFrom('uploads').select('size_bytes').where('upload_id', '=', uploadId);
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst();
  if (row !== undefined) return row.size_bytes;
  throw new AppError('upload-unknown', { detail: 'The upload was finished, expired or never started.' });
}

async function bytesOf(db: Kysely<Tables>, uploadId: string): Promise<Buffer> {
  const sizeBytes = await sizeOf(db, uploadId);
  const parts = await db
    .selectFrom('upload_parts')
    .select('bytes')
    .where('upload_id', '=', uploadId)
    .orderBy('start_at')
    .execute();
  return Buffer.concat(
    // libsql gives buffers, pg views of them.
    parts.map(({ bytes }) => (bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes)),
    sizeBytes,
  );
}

async function stagedBytes(db: Kysely<Tables>): Promise<number> {
  const { sum } = await db
    .selectFrom('uploads')
    .select((select) => select.fn.sum('size_bytes').as('sum'))
    .executeTakeFirstOrThrow();
  return Number(sum ?? 0);
}

async function requireRoom(db: Kysely<Tables>): Promise<void> {
  const { count } = await db
    .selectFrom('uploads')
    .select((select) => select.fn.countAll().as('count'))
    .executeTakeFirstOrThrow();
  if (Number(count) < MOST_UPLOADS) return;
  throw new AppError('storage-full', {
    detail: `${MOST_UPLOADS} uploads are unfinished already.`,
    remedy: 'Wait until other uploads are done, then send it again.',
  });
}

async function expire(db: Kysely<Tables>, before: number): Promise<void> {
  const idle = await db.selectFrom('uploads').select('upload_id').where('touched_at', '<', before).execute();
  await remove(
    db,
    idle.map(({ upload_id }) => upload_id),
  );
}

async function remove(db: Kysely<Tables>, uploadIds: readonly string[]): Promise<void> {
  if (uploadIds.length === 0) return;
  await db.deleteFrom('uploads').where('upload_id', 'in', uploadIds).execute();
  await db.deleteFrom('upload_parts').where('upload_id', 'in', uploadIds).execute();
}

const full = (mostStagedBytes: number): AppError =>
  new AppError('storage-full', {
    detail: `Unfinished uploads hold ${mostStagedBytes} bytes already.`,
    remedy: 'Wait until other uploads are done, then send it again.',
  });
