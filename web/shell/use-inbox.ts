import { type Conflict, readConflicts } from '../../workers/browser/inbox.ts';
import { useLive } from './use-live.ts';

/** What waits for the person's word, each conflict once; undefined until first read. */
export function useInbox(): readonly Conflict[] | undefined {
  return useLive(({ inbox }) => readConflicts(inbox), []);
}
