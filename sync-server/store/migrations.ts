import { type Kysely, sql } from 'kysely';
import { AppError } from '../../shared/errors/app-error.ts';
import { upcastDataset } from '../../shared/records/dataset-upcast.ts';
import type { WorkspaceDatabase } from './database.ts';
import type { Tables } from './tables.ts';

interface Migration {
  readonly name: string;
  readonly up: (db: Kysely<Tables>, kind: WorkspaceDatabase['kind']) => Promise<void>;
}

/**
 * One set for every database: varchar ids, bigint numbers, double precision, JSON as text. A migration
 * that was released never changes; a later one mends it.
 */
const migrations: readonly Migration[] = [
  { name: '0001-first', up: createFirstTables },
  { name: '0002-dataset-history', up: upcastDatasets },
  { name: '0003-suites', up: createSuites },
  { name: '0004-access', up: createAccess },
  { name: '0004-sweeps', up: createSweeps },
  { name: '0005-partitions', up: partitionPredictions },
  { name: '0006-webhooks', up: createWebhooks },
  { name: '0007-uploads', up: createUploads },
];

/**
 * Brings a database to the tables of this build. Call it within one write transaction.
 * @throws AppError `workspace-broken` when a newer build has written to it.
 */
export async function migrate(db: Kysely<Tables>, kind: WorkspaceDatabase['kind']): Promise<void> {
  await db.schema
    .createTable('migrations')
    .ifNotExists()
    .addColumn('name', 'varchar(100)', (column) => column.primaryKey())
    .execute();
  const done = new Set((await db.selectFrom('migrations').select('name').execute()).map(({ name }) => name));
  for (const { name, up } of migrations) {
    if (done.delete(name)) continue;
    await up(db, kind);
    await db.insertInto('migrations').values({ name }).execute();
  }
  const [unknown] = done;
  if (unknown === undefined) return;
  throw new AppError('workspace-broken', {
    detail: `The workspace was written by a newer version of Treadle (${unknown}).`,
    remedy: 'Update Treadle, then open the workspace again.',
  });
}

async function createFirstTables(db: Kysely<Tables>): Promise<void> {
  await createLogTables(db);
  await createRecordTables(db);
  await createPredictions(db);
}

/** Records of datasets learn of sources and amendments; their rows stay as they are. */
async function upcastDatasets(db: Kysely<Tables>): Promise<void> {
  for (const { name, record } of await db.selectFrom('datasets').selectAll().execute()) {
    const dataset = upcastDataset(JSON.parse(record));
    await db
      .updateTable('datasets')
      .set({ record: JSON.stringify(dataset) })
      .where('name', '=', name)
      .execute();
  }
}

async function createSuites({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('suites')
    .addColumn('dataset', 'varchar(500)', (column) => column.primaryKey())
    .addColumn('record', 'text', (column) => column.notNull())
    .execute();
}

async function createSweeps({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('sweeps')
    .addColumn('sweep_id', 'varchar(100)', (column) => column.primaryKey())
    .addColumn('record', 'text', (column) => column.notNull())
    .execute();
}

async function createAccess({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('tokens')
    .addColumn('token_id', 'varchar(100)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(200)', (column) => column.notNull())
    .addColumn('scope', 'varchar(20)', (column) => column.notNull())
    .addColumn('hash', 'varchar(64)', (column) => column.notNull().unique())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('created_by', 'varchar(200)', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .execute();
  await schema
    .createTable('pairings')
    .addColumn('hash', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('name', 'varchar(200)', (column) => column.notNull())
    .addColumn('scope', 'varchar(20)', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function createWebhooks({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('webhooks')
    .addColumn('webhook_id', 'varchar(100)', (column) => column.primaryKey())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('secret', 'varchar(100)', (column) => column.notNull())
    .addColumn('events', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('created_by', 'varchar(200)', (column) => column.notNull())
    .addColumn('from_seq', 'bigint', (column) => column.notNull())
    .addColumn('paused_at', 'bigint')
    .execute();
  await schema
    .createTable('deliveries')
    .addColumn('delivery_id', 'varchar(100)', (column) => column.primaryKey())
    .addColumn('webhook_id', 'varchar(100)', (column) => column.notNull())
    .addColumn('source', 'varchar(100)', (column) => column.notNull())
    .addColumn('seq', 'bigint')
    .addColumn('event', 'varchar(100)', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('state', 'varchar(20)', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('next_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .addColumn('last_status', 'integer')
    .addColumn('last_error', 'text')
    .addUniqueConstraint('deliveries_once', ['webhook_id', 'source'])
    .execute();
  await schema.createIndex('deliveries_due').on('deliveries').columns(['state', 'next_at']).execute();
}

async function createUploads({ schema }: Kysely<Tables>, kind: WorkspaceDatabase['kind']): Promise<void> {
  await schema
    .createTable('uploads')
    .addColumn('upload_id', 'varchar(100)', (column) => column.primaryKey())
    .addColumn('size_bytes', 'bigint', (column) => column.notNull())
    .addColumn('touched_at', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('upload_parts')
    .addColumn('upload_id', 'varchar(100)', (column) => column.notNull())
    .addColumn('start_at', 'bigint', (column) => column.notNull())
    .addColumn('bytes', kind === 'postgres' ? 'bytea' : 'blob', (column) => column.notNull())
    .addPrimaryKeyConstraint('upload_parts_key', ['upload_id', 'start_at'])
    .execute();
}

/** PostgreSQL keeps predictions by weeks, so that old ones go at once; SQLite has no partitions. */
async function partitionPredictions(db: Kysely<Tables>, kind: WorkspaceDatabase['kind']): Promise<void> {
  if (kind === 'sqlite') return;
  await sql`alter table predictions rename to predictions_before`.execute(db);
  await sql`drop index predictions_at`.execute(db);
  await sql`create table predictions (like predictions_before) partition by range (at)`.execute(db);
  await sql`create index predictions_at on predictions (at, request_id)`.execute(db);
  await sql`create table predictions_rest partition of predictions default`.execute(db);
  await sql`insert into predictions select * from predictions_before`.execute(db);
  await sql`drop table predictions_before`.execute(db);
}

async function createLogTables({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('events')
    .addColumn('seq', 'bigint', (column) => column.primaryKey())
    .addColumn('client_id', 'varchar(100)', (column) => column.notNull())
    .addColumn('mid', 'bigint', (column) => column.notNull())
    .addColumn('uid', 'varchar(100)', (column) => column.notNull())
    .addColumn('type', 'varchar(100)', (column) => column.notNull())
    .addColumn('v', 'integer', (column) => column.notNull())
    .addColumn('at', 'varchar(100)', (column) => column.notNull())
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('actor', 'varchar(200)', (column) => column.notNull())
    .addColumn('status', 'varchar(20)', (column) => column.notNull())
    .addColumn('code', 'varchar(100)')
    .addColumn('hash', 'varchar(64)', (column) => column.notNull())
    .addUniqueConstraint('events_client_mid', ['client_id', 'mid'])
    .execute();
  await schema.createIndex('events_uid').on('events').column('uid').execute();
  await schema
    .createTable('clients')
    .addColumn('client_id', 'varchar(100)', (column) => column.primaryKey())
    .addColumn('last_mid', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('head')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('seq', 'bigint', (column) => column.notNull())
    .addColumn('hash', 'varchar(64)', (column) => column.notNull())
    .execute();
}

async function createRecordTables({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('meta')
    .addColumn('key', 'varchar(100)', (column) => column.primaryKey())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('datasets')
    .addColumn('name', 'varchar(500)', (column) => column.primaryKey())
    .addColumn('record', 'text', (column) => column.notNull())
    .execute();
  await schema
    .createTable('drafts')
    .addColumn('run_id', 'varchar(100)', (column) => column.primaryKey())
    .addColumn('record', 'text', (column) => column.notNull())
    .execute();
}

async function createPredictions({ schema }: Kysely<Tables>): Promise<void> {
  await schema
    .createTable('predictions')
    .addColumn('request_id', 'varchar(200)', (column) => column.notNull())
    .addColumn('at', sql`double precision`, (column) => column.notNull())
    .addColumn('model', 'varchar(200)', (column) => column.notNull())
    .addColumn('version_id', 'varchar(100)', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('host', 'varchar(20)', (column) => column.notNull())
    .addColumn('label', 'text')
    .addColumn('value', sql`double precision`)
    .addColumn('confidence', sql`double precision`)
    .addColumn('latency_ms', sql`double precision`, (column) => column.notNull())
    .addColumn('bins', 'text', (column) => column.notNull())
    .execute();
  await schema.createIndex('predictions_at').on('predictions').columns(['at', 'request_id']).execute();
}
