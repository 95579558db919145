import { AppError } from '../../shared/errors/app-error.ts';
import type { Settlement } from '../../shared/registry/requeue.ts';
import { askAgain, type Conflict, drop, readConflicts } from '../../workers/browser/inbox.ts';
import type { Device } from '../workers/fixtures/device.ts';

export const SETTLEMENTS = ['anyway', 'existing', 'renamed', 'drop'] as const;

/** What somebody does about one of their conflicts, as the page offers it. */
export interface Settling {
  readonly as: (typeof SETTLEMENTS)[number];
  readonly pick: number;
}

/** Settles one of the conflicts; null when there is none, or when it would only be refused again. */
export async function settle({ workspace }: Device, { as, pick }: Settling): Promise<Conflict | null> {
  const { log } = workspace;
  const conflicts = await readConflicts(log);
  const conflict = conflicts[pick % Math.max(1, conflicts.length)];
  if (conflict === undefined) return null;
  if (as === 'drop') {
    await drop(log, conflict);
    return conflict;
  }
  try {
    await askAgain(log, conflict, settlementOf(conflict, as, pick));
    return conflict;
  } catch (thrown) {
    if (!(thrown instanceof AppError) || thrown.status >= 500) throw thrown;
    const after = await readConflicts(log);
    if (!after.some(({ first }) => first.uid === conflict.first.uid))
      throw new Error(`I4: ${conflict.first.uid} was not settled, and its author is told no more.`, {
        cause: thrown,
      });
    return null;
  }
}

function settlementOf({ first }: Conflict, as: Settling['as'], pick: number): Settlement | null {
  if (first.type !== 'model.created') return null;
  return as === 'renamed' ? { as, name: `renamed ${pick}` } : { as: 'existing' };
}
