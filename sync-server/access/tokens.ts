import type { Kysely } from 'kysely';
import { v7 } from 'uuid';
import { AppError } from '../../shared/errors/app-error.ts';
import { SCOPES, type Scope } from '../../shared/sync/authority.ts';
import { z } from '../../shared/records/zod.ts';
import type { WorkspaceDatabase } from '../store/database.ts';
import type { Tables, TokenRow } from '../store/tables.ts';
import { hashSecret, newSecret, sameHash } from './secrets.ts';

export interface TokenRecord {
  readonly tokenId: string;
  /** Who or what it is for; the actor of what is done with it. */
  readonly name: string;
  readonly scope: Scope;
  readonly createdAt: number;
  readonly createdBy: string;
  /** null: does not expire. */
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

export interface NewToken {
  readonly name: string;
  readonly scope: Scope;
  readonly createdBy: string;
  readonly expiresAt?: number | null;
}

/** Tokens of a workspace; secrets are shown once and stored as their SHA-256 (SEC2). */
export interface TokenStore {
  issue(token: NewToken): Promise<{ record: TokenRecord; secret: string }>;
  list(): Promise<TokenRecord[]>;
  /** @throws AppError `token-unknown`. */
  revoke(tokenId: string): Promise<TokenRecord>;
  /** The valid token of a secret as last read, or null. */
  find(secret: string): TokenRecord | null;
  /** Whether any token was ever made: from then on everybody needs one. */
  any(): boolean;
  /** Reads what other processes have changed. */
  refresh(): Promise<void>;
  /** A code that makes one token, once, within a quarter of an hour. */
  offerPairing(name: string, scope: Scope): Promise<string>;
  /** @throws AppError `pairing-invalid`. */
  pair(code: string): Promise<{ record: TokenRecord; secret: string }>;
  close(): void;
}

/** What another process issued or revoked counts here after this long. */
const REFRESH_MS = 1000;
const PAIRING_MS = 15 * 60 * 1000;

const scope = z.enum(SCOPES);

export async function openTokens(database: WorkspaceDatabase, nowMs: () => number): Promise<TokenStore> {
  const { db, write } = database;
  let rows: readonly TokenRow[] = [];
  const refresh = async (): Promise<void> => {
    rows = await db.selectFrom('tokens').selectAll().orderBy('created_at').execute();
  };
  await refresh();
  // A database that is away must not lock everybody out: what was read last goes on.
  const timer = setInterval(() => void refresh().catch(() => {}), REFRESH_MS).unref();
  const insert = async (transaction: Kysely<Tables>, token: NewToken) => {
    const secret = newSecret();
    const row = rowOf(token, hashSecret(secret), nowMs());
    await transaction.insertInto('tokens').values(row).execute();
    return { record: recordOf(row), secret };
  };
  const changed = async <T>(work: (transaction: Kysely<Tables>) => Promise<T>): Promise<T> => {
    const result = await write(work);
    await refresh();
    return result;
  };
  return {
    issue: (token) => changed((transaction) => insert(transaction, token)),
    list: async () => (await refresh(), rows.map(recordOf)),
    revoke: (tokenId) => changed((transaction) => revoke(transaction, tokenId, nowMs())),
    find(secret) {
      const hash = hashSecret(secret);
      const row = rows.find((each) => sameHash(each.hash, hash));
      return row === undefined || !isValid(row, nowMs()) ? null : recordOf(row);
    },
    any: () => rows.length > 0,
    refresh,
    async offerPairing(name, wanted) {
      const code = newSecret();
      const offer = { hash: hashSecret(code), name, scope: wanted, expires_at: nowMs() + PAIRING_MS };
      await write(async (transaction) => {
        await transaction.deleteFrom('pairings').where('expires_at', '<', nowMs()).execute();
        await transaction.insertInto('pairings').values(offer).execute();
      });
      return code;
    },
    pair: (code) =>
      changed(async (transaction) => {
        const offer = await takeOffer(transaction, code, nowMs());
        return insert(transaction, { ...offer, createdBy: 'pairing' });
      }),
    close: () => clearInterval(timer),
  };
}

/** Deleting it is what makes it work once, also on several servers. */
async function takeOffer(
  db: Kysely<Tables>,
  code: string,
  now: number,
): Promise<{ name: string; scope: Scope }> {
  const hash = hashSecret(code);
  const offer = await db.selectFrom('pairings').selectAll().where('hash', '=', hash).executeTakeFirst();
  const { numDeletedRows } = await db.deleteFrom('pairings').where('hash', '=', hash).executeTakeFirst();
  if (offer === undefined || numDeletedRows === 0n || offer.expires_at < now)
    throw new AppError('pairing-invalid', { detail: 'This pairing link does not work (any more).' });
  return { name: offer.name, scope: scope.parse(offer.scope) };
}

async function revoke(db: Kysely<Tables>, tokenId: string, now: number): Promise<TokenRecord> {
  const row = await db.selectFrom('tokens').selectAll().where('token_id', '=', tokenId).executeTakeFirst();
  if (row === undefined) throw new AppError('token-unknown', { detail: `There is no token "${tokenId}".` });
  const revoked = { ...row, revoked_at: row.revoked_at ?? now };
  await db
    .updateTable('tokens')
    .set({ revoked_at: revoked.revoked_at })
    .where('token_id', '=', tokenId)
    .execute();
  return recordOf(revoked);
}

const isValid = (row: TokenRow, now: number): boolean =>
  row.revoked_at === null && (row.expires_at === null || row.expires_at > now);

function rowOf({ name, scope, createdBy, expiresAt }: NewToken, hash: string, now: number): TokenRow {
  return {
    token_id: v7(),
    name,
    scope,
    hash,
    created_at: now,
    created_by: createdBy,
    expires_at: expiresAt ?? null,
    revoked_at: null,
  };
}

function recordOf(row: TokenRow): TokenRecord {
  return {
    tokenId: row.token_id,
    name: row.name,
    scope: scope.parse(row.scope),
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}
