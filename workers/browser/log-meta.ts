import type { Event } from '../../shared/records/mutation.ts';
import { EMPTY_HEAD, type Head } from '../../shared/sync/hash.ts';
import type { BrowserDatabase } from './database.ts';

/** Under whom this device's mutations stand in the log, and how many it has made. */
export interface Client {
  readonly clientId: string;
  readonly lastMid: number;
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

/** Whether the person let this package travel although it has rows (SYNC10). */
export async function mayCarryRows({ meta }: BrowserDatabase, digest: string): Promise<boolean> {
  return (await meta.get(`carries-rows:${digest}`)) !== undefined;
}

export async function letCarryRows({ meta }: BrowserDatabase, digest: string): Promise<void> {
  await meta.put({ key: `carries-rows:${digest}`, value: true });
}

/** This device's own mutations that the log rejected, until the person has seen them. */
export async function readRefused({ meta }: BrowserDatabase): Promise<Event[]> {
  return ((await meta.get('refused'))?.value as Event[] | undefined) ?? [];
}

export async function writeRefused({ meta }: BrowserDatabase, refused: readonly Event[]): Promise<void> {
  await meta.put({ key: 'refused', value: refused });
}
