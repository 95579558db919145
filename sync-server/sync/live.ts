import type { Operation } from '../http/operation.ts';
import type { ServerWorkspace } from '../store/workspace.ts';

/** So that proxies do not cut a quiet line. */
const HEARTBEAT_MS = 15_000;

/** Lines that are held open to clients; ended when the server stops. */
export interface LiveConnections {
  /** A stream of server-sent events that says where the log ends: at once, and whenever it has grown. */
  open(): ReadableStream<Uint8Array>;
  close(): void;
}

export function liveConnections({ log, head }: Pick<ServerWorkspace, 'log' | 'head'>): LiveConnections {
  const open = new Set<() => void>();
  const text = new TextEncoder();
  return {
    open() {
      let [leave, end] = [(): void => {}, (): void => {}];
      return new ReadableStream<Uint8Array>({
        start(controller) {
          const send = (line: string): void => controller.enqueue(text.encode(line));
          const tell = async (): Promise<void> =>
            send(`event: head\ndata: {"headSeq":${(await head()).seq}}\n\n`);
          // A line that broke meanwhile, or a log that cannot be read: the client comes back by itself.
          const announce = (): void => void tell().catch(() => end());
          const unsubscribe = log.subscribe(announce);
          const heartbeat = setInterval(() => send(':\n\n'), HEARTBEAT_MS);
          leave = () => {
            open.delete(end);
            unsubscribe();
            clearInterval(heartbeat);
          };
          end = () => {
            if (!open.has(end)) return;
            leave();
            controller.close();
          };
          open.add(end);
          announce();
        },
        cancel: () => leave(),
      });
    },
    close: () => [...open].forEach((end) => end()),
  };
}

const headers = {
  'content-type': 'text/event-stream',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  // nginx would hold events back otherwise.
  'x-accel-buffering': 'no',
};

/** Pokes whoever listens, so that a promotion elsewhere is here within a second. */
export function liveOperation(live: LiveConnections): Operation {
  return {
    method: 'GET',
    path: '/api/v1/sync/live',
    tag: 'Sync',
    scope: 'viewer',
    summary: 'Server-sent events `head {headSeq}`: where the log ends, now and whenever it has grown',
    status: 200,
    answerMediaType: 'text/event-stream',
    errors: [],
    handle: () => new Response(live.open(), { headers }),
  };
}
