/** What the live line reaches the world with; all of it can be replaced in a test. */
export interface LiveLineOptions {
  readonly origin: string;
  readonly fetch: typeof globalThis.fetch;
  /** Called when the server says that its log has grown. */
  readonly onHead: () => void;
  readonly schedule: (work: () => void, ms: number) => () => void;
}

const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;

/**
 * Holds a line open on which the server says that its log has grown, and opens it again when it breaks.
 * It only saves waiting: whoever syncs from time to time misses nothing without it. Ends by the answer.
 */
export function followLive({ origin, fetch, onHead, schedule }: LiveLineOptions): () => void {
  const stop = new AbortController();
  let cancel = (): void => {};
  let retryMs = FIRST_RETRY_MS;
  const open = async (): Promise<void> => {
    try {
      const answer = await fetch(new URL('/api/v1/sync/live', origin), { signal: stop.signal });
      const isLine = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
      if (answer.ok && isLine && answer.body !== null) {
        retryMs = FIRST_RETRY_MS;
        await listen(answer.body, onHead);
      } else await answer.body?.cancel();
    } catch (thrown) {
      // A line that breaks is a TypeError; one that was put down an AbortError; others are our defects.
      if (!(thrown instanceof TypeError) && !stop.signal.aborted) throw thrown;
    }
    if (stop.signal.aborted) return;
    cancel = schedule(() => void open(), retryMs);
    retryMs = Math.min(LAST_RETRY_MS, 2 * retryMs);
  };
  void open();
  return () => {
    stop.abort();
    cancel();
  };
}

/** An event may come in pieces; what it says does not matter, only that it came. */
async function listen(body: ReadableStream<Uint8Array>, onHead: () => void): Promise<void> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  for (let rest = ''; ;) {
    const { done, value } = await reader.read();
    if (done) return;
    const events = (rest + value).split('\n\n');
    rest = events.pop()!;
    if (events.some((event) => event.startsWith('event: head'))) onHead();
  }
}
