import type { Logger } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../shared/errors/app-error.ts';

/**
 * The answer for whatever was thrown, as `application/problem+json` (ERR1). What nobody expected is
 * logged with its stack under the same `instance` that the client sees, and tells the client nothing else.
 */
export function problemAnswer(thrown: unknown, path: string, logger: Logger): Response {
  const error = AppError.from(thrown);
  if (error.code !== 'internal') return answer(error, path);
  const instance = `urn:uuid:${uuidv7()}`;
  logger.error({ err: thrown, path, instance }, 'unexpected failure');
  return answer(
    new AppError('internal', { detail: 'The server failed in a way nobody foresaw; its log says more.' }),
    instance,
  );
}

function answer(error: AppError, instance: string): Response {
  return new Response(JSON.stringify(error.toProblem(instance)), {
    status: error.status,
    headers: {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      ...(error.retryable ? { 'retry-after': '1' } : {}),
      ...protocolHeaders(error),
    },
  });
}

/** Headers that HTTP wants beside some statuses: Allow for 405, Range for an upload's 416. */
function protocolHeaders(error: AppError): Record<string, string> {
  const { allow, range, required } = error.extra;
  if (error.status === 401) return { 'www-authenticate': 'Bearer realm="treadle"' };
  if (error.code === 'insufficient-scope' && typeof required === 'string')
    return { 'www-authenticate': `Bearer realm="treadle", error="insufficient_scope", scope="${required}"` };
  if (error.code === 'method-not-allowed' && Array.isArray(allow)) return { allow: allow.join(', ') };
  if (error.code === 'range-invalid' && typeof range === 'string') return { range };
  return {};
}
