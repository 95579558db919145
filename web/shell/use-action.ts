import { useCallback, useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';

export interface Action<Args extends readonly unknown[]> {
  readonly busy: boolean;
  /** What the last call threw, until the next one. A cancelled call leaves none. */
  readonly error: AppError | null;
  start(...args: Args): void;
  clear(): void;
}

/** An asynchronous step behind a button: busy while it runs, with the error to show beside it. */
export function useAction<Args extends readonly unknown[]>(
  work: (...args: Args) => Promise<unknown>,
): Action<Args> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const start = (...args: Args): void => {
    setBusy(true);
    setError(null);
    work(...args)
      .catch((thrown: unknown) => setError(shown(AppError.from(thrown))))
      .finally(() => setBusy(false));
  };
  const clear = useCallback(() => setError(null), []);
  return { busy, error, start, clear };
}

const shown = (error: AppError): AppError | null => (error.code === 'aborted' ? null : error);
