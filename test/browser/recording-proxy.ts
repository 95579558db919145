import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

/** One request as it left the page: line, headers and every byte of its body. */
export interface SentRequest {
  readonly line: string;
  readonly headers: string;
  readonly body: Buffer;
}

/** Passes everything on to a server and keeps what was sent, workers' and service worker's requests included. */
export interface RecordingProxy {
  readonly url: string;
  readonly sent: readonly SentRequest[];
  close(): Promise<void>;
}

export async function recordingProxy(target: string): Promise<RecordingProxy> {
  const sent: SentRequest[] = [];
  const server = createServer((incoming, outgoing) => void passOn(incoming, outgoing, target, sent));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The proxy has no port.');
  return {
    url: `http://localhost:${address.port}`,
    sent,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function passOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  target: string,
  sent: SentRequest[],
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces);
  const line = `${incoming.method} ${incoming.url}`;
  sent.push({ line, headers: JSON.stringify(incoming.headers), body });
  const { method = 'GET', url = '/', headers } = incoming;
  const onward = request(new URL(url, target), { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  onward.end(body);
}
