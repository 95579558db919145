import { asked, familyOf, type Settlement } from '../../shared/registry/requeue.ts';
import type { BrowserLog } from './browser-log.ts';

/** What was not taken and what would not be, and the way to settle it. */
export type Inbox = Pick<BrowserLog, 'refused' | 'conflicts' | 'settle'>;

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

/** What waits for the person's word, each conflict once. */
export async function readConflicts(inbox: Inbox): Promise<Conflict[]> {
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

/**
 * Asks for it once more, on what is there now: "promote anyway", or what shall become of a model whose name
 * was taken.
 * @throws AppError the code with which it would be rejected again; nothing is changed then.
 */
export function askAgain(
  inbox: Inbox,
  { first, all }: Conflict,
  settlement: Settlement | null,
): Promise<void> {
  return inbox.settle(uidsOf(all), ({ registry }) =>
    settlement === null ? [first] : asked(registry, all, settlement),
  );
}

/** Nobody wants it any more. */
export const drop = (inbox: Inbox, { all }: Conflict): Promise<void> => inbox.settle(uidsOf(all), () => []);

const uidsOf = (entries: readonly InboxEntry[]): string[] => entries.map(({ uid }) => uid);
