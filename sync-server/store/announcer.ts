import type { Head } from '../../shared/sync/hash.ts';

/** Well below the second within which `serve` must notice what another process wrote. */
const pollMs = 250;

/** Tells listeners that the log ends elsewhere, in this process at once, by another within a quarter second. */
export interface Announcer {
  subscribe(listener: () => void): () => void;
  /** The log now ends here: it has grown, or its end was replaced. */
  announce(head: Head): void;
  close(): void;
}

/** `listen` hears of other processes without asking; polling goes on beside it, since it may be cut. */
export function announcer(
  readHead: () => Promise<Head>,
  listen?: (listener: () => void) => () => void,
): Announcer {
  const listeners = new Set<() => void>();
  let announced: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let stopListening = (): void => {};

  const tell = (): void => {
    // A listener that throws must not fail the commit that it hears of.
    for (const listener of listeners) queueMicrotask(listener);
  };
  const announce = ({ hash }: Head): void => {
    if (hash === announced) return;
    announced = hash;
    tell();
  };
  const poll = async (): Promise<void> => {
    const head = await readHead();
    if (announced === null) announced = head.hash;
    else announce(head);
  };
  // A log that cannot be read has changed too: listeners read it, and report why they cannot.
  const look = (): void => void poll().catch(tell);

  return {
    subscribe(listener) {
      // One more wrapper, so that the same function subscribed twice is told twice and left once.
      const entry = (): void => listener();
      listeners.add(entry);
      if (timer === undefined) {
        look();
        if (listen !== undefined) stopListening = listen(look);
        timer = setInterval(look, pollMs).unref();
      }
      return () => void listeners.delete(entry);
    },
    announce,
    close() {
      clearInterval(timer);
      stopListening();
      listeners.clear();
    },
  };
}
