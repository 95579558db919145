import { AppError } from '../shared/errors/app-error.ts';

/**
 * Refuses to listen on anything but this machine: without tokens everybody who reaches the port is admin
 * (SEC1).
 * @throws AppError `bind-refused`.
 */
export function requireLoopback(host: string): void {
  if (host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host)) return;
  throw new AppError('bind-refused', {
    detail: `Treadle does not listen on "${host}": others could reach it, and no token is set.`,
    remedy: 'Listen on 127.0.0.1, and forward the port (ssh -L) to reach it from elsewhere.',
  });
}
