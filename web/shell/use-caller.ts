import { useEffect, useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import { accessToken, askServer, type Caller } from './access.ts';
import { useStore } from './store.ts';

export interface CallerView {
  /** undefined while asking; null when nobody is recognised. */
  readonly caller: Caller | null | undefined;
  readonly error: AppError | null;
}

/** Who the server takes this page for, asked again when the token changes. */
export function useCaller(): CallerView {
  const token = useStore(accessToken);
  const [view, setView] = useState<CallerView>({ caller: undefined, error: null });
  useEffect(() => {
    let current = true;
    askServer<Caller>('/api/v1/me').then(
      (caller) => current && setView({ caller, error: null }),
      (thrown: unknown) => current && setView({ caller: null, error: AppError.from(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [token]);
  return view;
}
