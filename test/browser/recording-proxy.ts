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

/** What becomes of an answer on its way to the page; null = it goes as it is. */
export type AlterAnswer = (url: string) => ((body: Buffer) => Buffer) | null;

export async function recordingProxy(
  target: string,
  alter: AlterAnswer = () => null,
): Promise<RecordingProxy> {
  const sent: SentRequest[] = [];
  const server = createServer((incoming, outgoing) => void passOn(incoming, outgoing, target, sent, alter));
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
  alter: AlterAnswer,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of incoming) pieces.push(piece as Buffer);
  const body = Buffer.concat(pieces);
  const line = `${incoming.method} ${incoming.url}`;
  sent.push({ line, headers: JSON.stringify(incoming.headers), body });
  const { method = 'GET', url = '/' } = incoming;
  const altered = alter(url);
  const headers =
    altered === null ? incoming.headers : { ...incoming.headers, 'accept-encoding': 'identity' };
  const onward = request(new URL(url, target), { method, headers }, (answer) => {
    if (altered !== null) return void sendAltered(answer, outgoing, altered);
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  onward.end(body);
}

async function sendAltered(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  alter: (body: Buffer) => Buffer,
): Promise<void> {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece as Buffer);
  const body = alter(Buffer.concat(pieces));
  const { etag: _etag, ...headers } = answer.headers;
  outgoing.writeHead(answer.statusCode ?? 502, { ...headers, 'content-length': body.length });
  outgoing.end(body);
}
