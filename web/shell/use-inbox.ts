import { familyOf } from '../../shared/registry/requeue.ts';
import { useLive } from './use-live.ts';
import type { PageHost } from './host-context.tsx';

/** An own change that was not taken, or would not be if it was shared now. */
export interface InboxEntry {
  readonly uid: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly at: string;
  /** It still waits on this device. */
  readonly waiting: boolean;
}

/** What is settled at one stroke: one change, or the creation of a model with all that hangs on it. */
export interface Conflict {
  readonly first: InboxEntry;
  readonly all: readonly InboxEntry[];
}

async function readConflicts({ inbox }: PageHost): Promise<Conflict[]> {
  const refused = await inbox.refused();
  const waiting = await inbox.conflicts();
  const entries: InboxEntry[] = [
    ...refused.map((event) => ({ ...event, code: event.code ?? 'internal', waiting: false })),
    ...waiting.map((mutation) => ({ ...mutation, waiting: true })),
  ];
  const creations = entries.filter(({ type, code }) => type === 'model.created' && code === 'name-taken');
  const families = creations.map((first) => ({ first, all: familyOf(entries, first) }));
  const grouped = new Set(families.flatMap(({ all }) => all));
  const single = entries.filter((entry) => !grouped.has(entry));
  return [...families, ...single.map((first) => ({ first, all: [first] }))];
}

/** What waits for the person's word, each conflict once; undefined until first read. */
export function useInbox(): readonly Conflict[] | undefined {
  return useLive(readConflicts, []);
}
