import { getRequestListener } from '@hono/node-server';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { destination, pino, type Logger } from 'pino';
import { version } from '../package.json';
import { AppError } from '../shared/errors/app-error.ts';
import { createApp, type AppParts } from './app.ts';
import { isLoopback, requireGuarded } from './bind-address.ts';
import { answerClientError, malformedRequest } from './http/client-error.ts';
import { systemClock, type Clock } from './http/clock.ts';
import { createIds } from './http/ids.ts';
import { problemAnswer } from './http/problem.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { watchDrift } from './monitoring/drift-watch.ts';
import { createMetrics } from './monitoring/metrics.ts';
import { createPredictionLog } from './serving/prediction-log.ts';
import type { GuardMode } from '../shared/pipelines/guard-inputs.ts';
import type { InputGuard } from './serving/loaded-version.ts';
import { createServing } from './serving/serving.ts';
import { liveConnections } from './sync/live.ts';
import { startSender } from './webhooks/sender.ts';
import { openWorkspace, type ServerWorkspace, type StorageOptions } from './store/workspace.ts';

export interface StartOptions {
  readonly workspaceFolder: string;
  /** Where log and artifacts are when several servers share them; else in the folder. */
  readonly storage?: StorageOptions;
  /** Where the built page lies. */
  readonly webFolder: string;
  /** 0 takes any free one. */
  readonly port?: number;
  readonly host?: string;
  /** Host names served beside the loopback ones. */
  readonly allowedHosts?: readonly string[];
  /** PEM texts; then it speaks HTTPS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** A proxy in front speaks HTTPS, and is believed about the address of the client. */
  readonly behindProxy?: boolean;
  readonly limits?: Partial<Limits>;
  /** Hosts on this network that webhooks may be sent to. */
  readonly webhookHosts?: readonly string[];
  /** Whether predictions are held against the suites of the datasets behind their models; off when left out. */
  readonly guard?: GuardMode | 'off';
  /** Days that predictions are kept; for ever when left out. */
  readonly retentionDays?: number;
  /** Of the windows by which alerts are decided; an hour when left out. */
  readonly alertWindowMinutes?: number;
  readonly clock?: Clock;
  /** Diagnostics as JSON lines; standard error from `warn` up when left out. */
  readonly logger?: Logger;
}

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  readonly workspace: ServerWorkspace;
  /** Answers what has come in, stores every logged prediction, closes the workspace. Safe to call twice. */
  stop(): Promise<void>;
}

/** After this long, requests that are still being answered are cut off. */
const patienceMs = 10_000;
/** Longer than usual clients keep a connection, so that they, not this server, close it. */
const keepAliveMs = 75_000;
const RETAIN_EVERY_MS = 60 * 60 * 1000;

/**
 * Serves page and API from a workspace folder until `stop()`.
 * @throws AppError `bind-refused` off loopback, `port-taken`, `workspace-broken`.
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const host = options.host ?? '127.0.0.1';
  requireGuarded(host, options);
  requireReadable(options.tls);
  const logger =
    options.logger ??
    pino({ level: process.env['TREADLE_LOG_LEVEL'] ?? 'warn' }, destination({ dest: 2, sync: true }));
  const parts = await openParts(options, host, logger);
  const server = createHttpServer(parts, options.tls);
  let port: number;
  try {
    port = await listen(server, options.port ?? 3000, host);
  } catch (thrown) {
    await closeParts(parts);
    throw thrown;
  }
  const stopRetaining = retain(parts, options.retentionDays);
  const scheme = options.tls === undefined ? 'http' : 'https';
  const shown = host.includes(':') ? `[${host}]` : host === '127.0.0.1' ? 'localhost' : host;
  let stopping: Promise<void> | null = null;
  return {
    url: `${scheme}://${shown}:${port}`,
    workspace: parts.workspace,
    port,
    stop() {
      stopRetaining();
      parts.live.close();
      return (stopping ??= closeServer(server).then(() => closeParts(parts)));
    },
  };
}

/** @throws AppError `config-invalid` when they are no certificate and its key. */
function requireReadable(tls: StartOptions['tls']): void {
  if (tls === undefined) return;
  try {
    createSecureContext(tls);
  } catch (cause) {
    throw new AppError('config-invalid', {
      detail: 'The TLS certificate and key cannot be used: they are no PEM texts, or do not belong together.',
      cause,
    });
  }
}

/** Old predictions go at the start and then every hour. */
function retain({ workspace, logger }: AppParts, days: number | undefined): () => void {
  if (days === undefined) return () => {};
  const run = (): void =>
    void workspace
      .retain(days)
      .catch((thrown: unknown) => logger.error({ err: thrown }, 'old predictions stay'));
  run();
  const timer = setInterval(run, RETAIN_EVERY_MS).unref();
  return () => clearInterval(timer);
}

async function openParts(options: StartOptions, host: string, logger: Logger): Promise<AppParts> {
  const clock = options.clock ?? systemClock;
  const workspace = await openWorkspace(options.workspaceFolder, options.storage);
  const webhookHosts = options.webhookHosts ?? [];
  const metrics = createMetrics({ version, commit: null });
  return {
    workspace,
    serving: await createServing(workspace, logger, guardOf(workspace, options.guard)),
    live: liveConnections(workspace),
    webhookHosts,
    webhooks: startSender({ workspace, clock, logger, innerHosts: webhookHosts }),
    predictionLog: createPredictionLog(workspace.predictions, logger),
    metrics,
    driftWatch: watchDrift({
      workspace,
      clock,
      logger,
      metrics,
      windowMs: (options.alertWindowMinutes ?? 60) * 60_000,
    }),
    clock,
    newId: createIds(clock),
    logger,
    webFolder: options.webFolder,
    allowedHosts: options.allowedHosts ?? [],
    tokensRequired: !isLoopback(host),
    behindProxy: options.behindProxy ?? false,
    limits: { ...defaultLimits, ...options.limits },
    version,
  };
}

function guardOf({ suites }: ServerWorkspace, mode: StartOptions['guard'] = 'off'): InputGuard | undefined {
  return mode === 'off' ? undefined : { mode, suites };
}

async function closeParts({
  serving,
  predictionLog,
  webhooks,
  driftWatch,
  workspace,
}: AppParts): Promise<void> {
  serving.close();
  await driftWatch.close();
  await webhooks.close();
  try {
    await predictionLog.close();
  } finally {
    await workspace.close();
  }
}

function createHttpServer(parts: AppParts, tls: StartOptions['tls']): Server {
  const app = createApp(parts);
  const listener = getRequestListener(app.fetch, {
    overrideGlobalObjects: true,
    errorHandler: (thrown) => problemAnswer(malformedRequest(thrown), '/', parts.logger),
  });
  const options = { keepAliveTimeout: keepAliveMs };
  const server =
    tls === undefined
      ? createServer(options, (incoming, outgoing) => void listener(incoming, outgoing))
      : createTlsServer({ ...options, ...tls }, (incoming, outgoing) => void listener(incoming, outgoing));
  return server.on('clientError', answerClientError);
}

/** Gives the port that it listens on, which is another one than asked for when that was 0. */
function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(listenError(cause, port)));
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function listenError(cause: NodeJS.ErrnoException, port: number): unknown {
  if (cause.code === 'EADDRINUSE')
    return new AppError('port-taken', {
      detail: `Another program listens on port ${port} already.`,
      remedy: `Stop it, or choose another port: treadle serve --port ${port + 1}`,
      cause,
    });
  if (cause.code === 'EACCES')
    return new AppError('port-taken', { detail: `Port ${port} needs rights that this user lacks.`, cause });
  return cause;
}

/** Connections that idle are closed as they fall idle: a keep-alive client would hold the server open. */
async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(late);
}
