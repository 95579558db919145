import type { Event } from '../../shared/records/mutation.ts';
import { EMPTY_HEAD, type Head } from '../../shared/sync/hash.ts';
import type { BrowserDatabase } from './database.ts';

/** Under whom this device's mutations stand in the log, and how many it has made. */
export interface Client {
  readonly clientId: string;
  readonly lastMid: number;
  /** Ids under which changes of this device stand in the log beside its own: former ones, those of copies (SYNC7). */
  readonly former?: readonly string[];
}

/** The last event of the log that this device holds. */
export async function readHead({ meta }: BrowserDatabase): Promise<Head> {
  return ((await meta.get('head'))?.value as Head | undefined) ?? EMPTY_HEAD;
}

export async function writeHead({ meta }: BrowserDatabase, head: Head): Promise<void> {
  await meta.put({ key: 'head', value: head });
}

/** Made once and kept: within a write transaction, so that two tabs make one. */
export async function readClient({ meta }: BrowserDatabase, newId: () => string): Promise<Client> {
  const known = (await meta.get('client'))?.value as Client | undefined;
  if (known !== undefined) return known;
  const client = { clientId: newId(), lastMid: 0 };
  await meta.put({ key: 'client', value: client });
  return client;
}

export async function writeClient({ meta }: BrowserDatabase, client: Client): Promise<void> {
  await meta.put({ key: 'client', value: client });
}

/** From now on under a new id, so that nobody else's mids are in the way; mids begin again (SYNC7). */
export async function renewClient(db: BrowserDatabase, newId: () => string): Promise<void> {
  const { clientId, former = [] } = await readClient(db, newId);
  const waiting = await db.outbox.orderBy('mid').toArray();
  await db.outbox.clear();
  await db.outbox.bulkAdd(waiting.map((mutation, at) => ({ ...mutation, mid: at + 1 })));
  await writeClient(db, { clientId: newId(), lastMid: waiting.length, former: [...former, clientId] });
}

/** What the log amounted to where this device began to follow it. */
export interface Base {
  readonly seq: number;
  readonly hash: string;
  /** As `encodeState` made it. */
  readonly state: unknown;
}

export async function readBase({ meta }: BrowserDatabase): Promise<Base | null> {
  return ((await meta.get('base'))?.value as Base | undefined) ?? null;
}

export async function writeBase({ meta }: BrowserDatabase, base: Base | null): Promise<void> {
  if (base === null) await meta.delete('base');
  else await meta.put({ key: 'base', value: base });
}

/** Grows whenever events were taken back, so that whoever has folded them begins anew. */
export async function readGeneration({ meta }: BrowserDatabase): Promise<number> {
  return ((await meta.get('generation'))?.value as number | undefined) ?? 0;
}

export async function nextGeneration(db: BrowserDatabase): Promise<void> {
  await db.meta.put({ key: 'generation', value: (await readGeneration(db)) + 1 });
}

/** Whether the person let this package travel although it has rows (SYNC10). */
export async function mayCarryRows({ meta }: BrowserDatabase, digest: string): Promise<boolean> {
  return (await meta.get(`carries-rows:${digest}`)) !== undefined;
}

export async function letCarryRows({ meta }: BrowserDatabase, digest: string): Promise<void> {
  await meta.put({ key: `carries-rows:${digest}`, value: true });
}

/** Whether the person agreed that this device shares with this server (SYNC10). */
export async function mayShareWith({ meta }: BrowserDatabase, origin: string): Promise<boolean> {
  return (await meta.get(`shares:${origin}`)) !== undefined;
}

export async function letShareWith({ meta }: BrowserDatabase, origin: string): Promise<void> {
  await meta.put({ key: `shares:${origin}`, value: true });
}

/** This device's own mutations that the log rejected, until the person has seen them. */
export async function readRefused({ meta }: BrowserDatabase): Promise<Event[]> {
  return ((await meta.get('refused'))?.value as Event[] | undefined) ?? [];
}

export async function writeRefused({ meta }: BrowserDatabase, refused: readonly Event[]): Promise<void> {
  await meta.put({ key: 'refused', value: refused });
}
