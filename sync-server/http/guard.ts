import type { IncomingMessage } from 'node:http';
import { AppError } from '../../shared/errors/app-error.ts';

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];
const openPaths: ReadonlySet<string> = new Set(['/livez', '/readyz']);
const readingMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Who may talk to the server at all (SEC1): a `Host` it does not know is DNS rebinding, a foreign
 * `Origin` on a changing request is another site using this one's page. Ports are not compared for the
 * host, since a forwarded port is still this machine; for the origin they are.
 * @throws AppError `host-unknown`, `origin-foreign`.
 */
export function createGuard(allowedHosts: readonly string[]): (incoming: IncomingMessage) => void {
  const known = new Set([...loopbackNames, ...allowedHosts].map((name) => name.toLowerCase()));
  return (incoming) => {
    const { host, origin } = incoming.headers;
    if (!isKnownHost(host, known) && !isOpen(incoming)) throw unknownHost(host);
    if (origin !== undefined && !readingMethods.has(incoming.method ?? '')) checkOrigin(origin, host);
  };
}

function isKnownHost(host: string | undefined, known: ReadonlySet<string>): boolean {
  if (host === undefined) return false;
  if (known.has(host)) return true;
  return known.has(host.toLowerCase().replace(/:\d+$/, ''));
}

/** Probes, and with a token the metrics: what asks for them may know the server by an address of its own. */
function isOpen(incoming: IncomingMessage): boolean {
  const path = pathOf(incoming);
  return openPaths.has(path) || (path === '/metrics' && incoming.headers.authorization !== undefined);
}

function pathOf(incoming: IncomingMessage): string {
  return (incoming.url ?? '').split('?', 1)[0]!;
}

function checkOrigin(origin: string, host: string | undefined): void {
  if (origin === `http://${host}` || origin === `https://${host}`) return;
  throw new AppError('origin-foreign', { detail: `A page of ${origin} may not change anything here.` });
}

function unknownHost(host: string | undefined): AppError {
  return new AppError('host-unknown', {
    detail: host === undefined ? 'The request names no host.' : `The host "${host}" is not served here.`,
  });
}
