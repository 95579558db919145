import { AppError } from '../../shared/errors/app-error.ts';
import type { z } from '../../shared/records/zod.ts';

/**
 * A record as it was stored.
 * @throws AppError `workspace-broken` when the text is not one: somebody else wrote to the database.
 */
export function storedRecord<T>(schema: z.ZodType<T>, text: string, what: string): T {
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new AppError('workspace-broken', { detail: `The stored ${what} cannot be read.`, cause });
  }
}
