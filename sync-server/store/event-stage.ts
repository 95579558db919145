import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { v7 } from 'uuid';
import { type Event, eventSchema } from '../../shared/records/mutation.ts';
import { z } from '../../shared/records/zod.ts';
import { storageError } from './storage-error.ts';
import { storedRecord } from './stored-record.ts';

/** Events in their order, of which only a page is in memory; they may be read more than once. */
export interface EventPages {
  pages(): AsyncIterable<readonly Event[]>;
}

/** Events that were fetched and are not in a log yet, in a file. */
export interface EventStage extends EventPages {
  add(events: readonly Event[]): Promise<void>;
  /** Removes the file; safe to call twice. */
  close(): Promise<void>;
}

const EVENTS_PER_PAGE = 2000;
const eventList = z.array(eventSchema);

/** @throws AppError `disk-full`, `workspace-broken`. What a killed process leaves goes with the other leftovers. */
export async function openEventStage(temporary: string): Promise<EventStage> {
  const path = join(temporary, v7());
  const file = await open(path, 'wx').catch(rethrow);
  let closed = false;
  return {
    async add(events) {
      // One line for what came at once: fewer to read, and still far less than a page.
      if (events.length > 0) await file.write(`${JSON.stringify(events)}\n`).catch(rethrow);
    },
    async *pages() {
      const lines = createInterface({ input: createReadStream(path), crlfDelay: Infinity });
      let page: Event[] = [];
      for await (const line of lines) {
        page.push(...storedRecord(eventList, line, 'the fetched events'));
        if (page.length < EVENTS_PER_PAGE) continue;
        yield page;
        page = [];
      }
      if (page.length > 0) yield page;
    },
    async close() {
      if (closed) return;
      closed = true;
      await file.close();
      await rm(path, { force: true });
    },
  };
}

function rethrow(thrown: unknown): never {
  throw storageError(thrown);
}
