import { AppError } from '../../shared/errors/app-error.ts';

/**
 * Runs storage work with the browser's errors in our terms. A full quota shows only when the
 * transaction commits, as an AbortError around it.
 * @throws AppError `storage-full`, `storage-blocked`, or what `work` threw.
 */
export async function stored<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw storageError(thrown);
  }
}

export function storageError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const names = errorNames(thrown);
  if (names.includes('QuotaExceededError')) {
    return new AppError('storage-full', {
      detail: 'The browser gives this page no more storage; nothing was changed.',
      cause: thrown,
    });
  }
  if (names.includes('DatabaseClosedError')) return outdated('Another tab has upgraded it.', thrown);
  if (names.includes('VersionError')) return outdated('A newer version of this page has opened it.', thrown);
  return AppError.from(thrown);
}

/** Of the error, its causes and what a transaction was aborted for. */
function errorNames(thrown: unknown): string[] {
  const names: string[] = [];
  for (let at = thrown; typeof at === 'object' && at !== null;) {
    const { name, inner, cause } = at as { name?: string; inner?: unknown; cause?: unknown };
    names.push(String(name));
    at = inner ?? cause;
  }
  return names;
}

function outdated(what: string, cause: unknown): AppError {
  return new AppError('storage-blocked', {
    detail: `The database of this page cannot be used here any more. ${what}`,
    remedy: 'Reload this tab.',
    cause,
  });
}
