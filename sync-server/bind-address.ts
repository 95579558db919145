import { AppError } from '../shared/errors/app-error.ts';

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

/**
 * Off loopback tokens travel, so somebody must encrypt them: the server itself, or a proxy in front (SEC1).
 * @throws AppError `bind-refused`.
 */
export function requireGuarded(
  host: string,
  { tls, behindProxy }: { readonly tls?: unknown; readonly behindProxy?: boolean },
): void {
  if (isLoopback(host) || tls !== undefined || behindProxy === true) return;
  throw new AppError('bind-refused', {
    detail: `Treadle does not listen on "${host}" unencrypted: others could read the tokens on their way.`,
    remedy:
      'Give --tls-cert and --tls-key; or say --behind-proxy when a proxy speaks HTTPS for it; or listen on 127.0.0.1 and forward the port (ssh -L).',
  });
}
