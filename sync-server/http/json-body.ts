import { AppError, type FieldError } from '../../shared/errors/app-error.ts';
import type { z } from '../../shared/records/zod.ts';
import { readBody } from './body.ts';
import type { ServerContext } from './operation.ts';
import { parseStrictJson } from './strict-json.ts';

/**
 * The body of a request as the schema reads it.
 * @throws AppError `media-type` when it does not say that it is JSON (SEC1: a form of another site cannot
 * say so), the errors of `readBody` and `parseStrictJson`, `request-invalid` with a pointer per field.
 */
export async function readJson<T>(
  context: ServerContext,
  schema: z.ZodType<T>,
  limitBytes: number,
): Promise<T> {
  const { incoming } = context.env;
  requireJson(incoming.headers['content-type']);
  return checked(schema, parseStrictJson(await readBody(incoming, limitBytes)));
}

function requireJson(contentType: string | undefined): void {
  if (contentType === 'application/json') return;
  const [type = '', ...params] = (contentType ?? '').toLowerCase().split(';');
  const charset = params.map((param) => param.trim()).find((param) => param.startsWith('charset='));
  const isUtf8 = charset === undefined || /^charset="?utf-8"?$/.test(charset);
  if (/^application\/(?:[\w.+-]+\+)?json$/.test(type.trim()) && isUtf8) return;
  throw new AppError('media-type', {
    detail:
      contentType === undefined
        ? 'The request has no Content-Type.'
        : `"${contentType}" is not JSON in UTF-8.`,
  });
}

/** A value as the schema reads it. @throws AppError `request-invalid` with a pointer per field. */
export function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(fieldErrors);
  const [first] = errors;
  throw new AppError('request-invalid', {
    detail: `${first?.pointer || 'The body'}: ${first?.detail ?? 'does not fit'}${errors.length > 1 ? `, and ${errors.length - 1} more` : ''}.`,
    errors,
  });
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const pointer = issue.path.map((part) => `/${escapeToken(String(part))}`).join('');
  if (issue.code !== 'unrecognized_keys') return [{ pointer, code: issue.code, detail: issue.message }];
  return issue.keys.map((key) => ({
    pointer: `${pointer}/${escapeToken(key)}`,
    code: issue.code,
    detail: 'There is no such field',
  }));
}

const escapeToken = (token: string): string => token.replaceAll('~', '~0').replaceAll('/', '~1');
