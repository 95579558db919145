import { AppError } from '../errors/app-error.ts';
import type { JsonObject } from '../records/json.ts';
import type { z } from '../records/zod.ts';

/**
 * Reads the stored state of a step, which comes from an untrusted package.
 * @throws AppError `model-invalid` with a pointer into the state.
 */
export function parseState<T>(schema: z.ZodType<T>, state: JsonObject): T {
  const parsed = schema.safeParse(state);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const pointer = (issue?.path ?? []).map((part) => `/${String(part)}`).join('');
  throw invalidState(pointer, issue?.message ?? 'The state of a preparation step is malformed.');
}

/** `pointer` leads from the step's own state. */
export function invalidState(pointer: string, detail: string): AppError {
  return new AppError('model-invalid', { detail: `A preparation step is invalid: ${detail}`, pointer });
}

/** @throws AppError `model-invalid` when a name stands there twice. */
export function requireUnique(names: readonly string[], pointer: string): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw invalidState(pointer, `"${repeated}" stands there twice.`);
}
