import { useEffect, useEffectEvent, useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import { useHost, type PageHost } from './host-context.tsx';

interface Answer<T> {
  readonly answer: T | undefined;
  readonly error: AppError | null;
}

/** The last few answers by host: pages that show the same thing do not compute it twice. */
const kept = new WeakMap<PageHost, Map<string, Promise<unknown>>>();
const MOST_KEPT = 12;

/**
 * What a worker or the store answers to a question that always has the same answer, e.g. about a data
 * version. `key` names the question.
 */
export function useAnswer<T>(key: string, ask: (host: PageHost) => Promise<T>): Answer<T> {
  const host = useHost();
  const [state, setState] = useState<Answer<T> & { key: string }>({ key, answer: undefined, error: null });
  // A new function at every rendering; the key says whether the question changed.
  const askNow = useEffectEvent(() => ask(host));
  useEffect(() => {
    let current = true;
    keptAnswer(host, key, askNow).then(
      (answer) => current && setState({ key, answer, error: null }),
      (thrown: unknown) => current && setState({ key, answer: undefined, error: AppError.from(thrown) }),
    );
    return () => {
      current = false;
    };
  }, [host, key]);
  return state.key === key ? state : { answer: undefined, error: null };
}

function keptAnswer<T>(host: PageHost, key: string, ask: () => Promise<T>): Promise<T> {
  const answers = kept.get(host) ?? new Map<string, Promise<unknown>>();
  kept.set(host, answers);
  const found = answers.get(key) as Promise<T> | undefined;
  if (found !== undefined) return found;
  const asked = ask();
  answers.set(key, asked);
  // A failure is not kept: the next page asks again.
  asked.catch(() => answers.delete(key));
  const [oldest] = answers.keys();
  if (answers.size > MOST_KEPT && oldest !== undefined) answers.delete(oldest);
  return asked;
}
