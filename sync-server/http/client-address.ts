import type { IncomingMessage } from 'node:http';

/** Where a request comes from. What a client claims about its way counts only as far as the last hop: the proxy's word. */
export function clientAddress({ headers, socket }: IncomingMessage, behindProxy: boolean): string {
  const forwarded = behindProxy ? headers['x-forwarded-for'] : undefined;
  const last = (Array.isArray(forwarded) ? forwarded.at(-1) : forwarded)?.split(',').at(-1)?.trim();
  return last ?? socket.remoteAddress ?? '';
}
