import { mkdtemp, rm } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { startServer, type RunningServer, type StartOptions } from '../../sync-server/start.ts';
import { openWorkspace } from '../../sync-server/store/workspace.ts';
import type { Workspace } from '../../workers/workspace.ts';

export interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Sent as it is; anything but text and bytes as JSON with its media type. */
  readonly body?: unknown;
}

export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

export interface TestServer extends RunningServer {
  readonly folder: string;
  ask(path: string, asked?: Asked): Promise<Answered>;
  /** The same folder as another process would open it. */
  open(): Promise<Workspace>;
  restart(): Promise<TestServer>;
  remove(): Promise<void>;
}

/** A real server on a free port, over a real workspace in a temporary folder. */
export async function startTestServer(
  options: Partial<StartOptions> = {},
  folder?: string,
): Promise<TestServer> {
  const root = folder ?? (await mkdtemp(join(tmpdir(), 'treadle-server-')));
  const running = await startServer({
    workspaceFolder: join(root, 'workspace'),
    webFolder: join(root, 'no-page'),
    port: 0,
    logger: pino({ level: 'silent' }),
    ...options,
  });
  return {
    ...running,
    folder: root,
    ask: (path, asked) => ask(running.port, path, asked),
    open: () => openWorkspace(join(root, 'workspace')),
    async restart() {
      await running.stop();
      return startTestServer(options, root);
    },
    async remove() {
      await running.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Sends exactly what it is told: `fetch` would mend or refuse many a request that a server must survive. */
export function ask(port: number, path: string, { method, headers, body }: Asked = {}): Promise<Answered> {
  const raw = body === undefined || typeof body === 'string' || body instanceof Uint8Array;
  const content = raw ? body : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        port,
        path,
        host: '127.0.0.1',
        agent: false,
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: { ...(raw ? {} : { 'content-type': 'application/json' }), ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          // A line that is held open has no end to wait for.
          if (response.headers['content-type'] === 'text/event-stream') {
            resolve(answered(response.statusCode!, response.headers, chunk));
            request.destroy();
          }
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve(answered(response.statusCode!, response.headers, Buffer.concat(chunks))),
        );
      },
    );
    request.on('error', reject);
    request.end(content);
  });
}

function answered(status: number, headers: IncomingHttpHeaders, bytes: Buffer): Answered {
  const text = bytes.toString('utf8');
  return {
    status,
    headers,
    bytes,
    text,
    get json(): unknown {
      return JSON.parse(text);
    },
  };
}
