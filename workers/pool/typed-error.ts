import { AppError } from '../../shared/errors/app-error.ts';

/** The typed error for whatever was thrown; a refused allocation is the one platform error with its own code. */
export function typedError(thrown: unknown): AppError {
  if (thrown instanceof RangeError && /alloc|array length|memory/i.test(thrown.message)) {
    return new AppError('out-of-memory', {
      detail: `The platform refused memory: ${thrown.message}.`,
      cause: thrown,
    });
  }
  return AppError.from(thrown);
}
