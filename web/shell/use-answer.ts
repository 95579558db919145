import { useCallback, useEffect, useEffectEvent, useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Progress } from '../../shared/estimators/estimator.ts';
import type { RunOptions } from '../../workers/tasks/task.ts';
import { useHost, type PageHost } from './host-context.tsx';
import { steady } from './steady.ts';
import { createStore, type Store } from './store.ts';

export interface Answer<T> {
  readonly answer: T | undefined;
  readonly error: AppError | null;
  /** How far the work has come, where it says so. */
  readonly progress: Progress | null;
  /** Gives the question up: `error` is `aborted` then. */
  cancel(): void;
  /** Asks again after an error. */
  again(): void;
}

/** How the work that answers can be followed and given up. */
type AskOptions = Required<Pick<RunOptions, 'signal' | 'onProgress'>>;
type Ask<T> = (host: PageHost, options: AskOptions) => Promise<T>;

/** A question under way, or answered. */
interface Asked<T> {
  readonly answer: Promise<T>;
  readonly progress: Store<Progress | null>;
  cancel(): void;
}

/** The last few answers by host: pages that show the same thing do not compute it twice. */
const kept = new WeakMap<PageHost, Map<string, Asked<unknown>>>();
const MOST_KEPT = 12;

interface State<T> extends Pick<Answer<T>, 'answer' | 'error' | 'progress'> {
  readonly key: string;
}

/**
 * What a worker or the store answers to a question that always has the same answer, e.g. about a data
 * version. `key` names the question.
 */
export function useAnswer<T>(key: string, ask: Ask<T>): Answer<T> {
  const host = useHost();
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State<T>>(() => unanswered(key));
  // A new function at every rendering; the key says whether the question changed.
  const askNow = useEffectEvent((options: AskOptions) => ask(host, options));
  useEffect(() => {
    let current = true;
    const asked = keptAnswer(host, key, askNow);
    const show = (found: Partial<State<T>>): void => {
      if (current) setState({ ...unanswered<T>(key), ...found });
    };
    const stop = asked.progress.subscribe(() => show({ progress: asked.progress.get() }));
    asked.answer
      .finally(stop)
      .then((answer) => show({ answer }))
      .catch((thrown: unknown) => show({ error: AppError.from(thrown) }));
    return () => {
      current = false;
      stop();
    };
  }, [host, key, attempt]);
  const cancel = useCallback(() => kept.get(host)?.get(key)?.cancel(), [host, key]);
  const again = useCallback(() => {
    setState(unanswered(key));
    setAttempt((old) => old + 1);
  }, [key]);
  const { answer, error, progress } = state.key === key ? state : unanswered<T>(key);
  return { answer, error, progress, cancel, again };
}

const unanswered = <T>(key: string): State<T> => ({ key, answer: undefined, error: null, progress: null });

function keptAnswer<T>(host: PageHost, key: string, ask: (options: AskOptions) => Promise<T>): Asked<T> {
  const answers = kept.get(host) ?? new Map<string, Asked<unknown>>();
  kept.set(host, answers);
  const found = answers.get(key) as Asked<T> | undefined;
  if (found !== undefined) return found;
  const controller = new AbortController();
  const progress = createStore<Progress | null>(null);
  const answer = ask({ signal: controller.signal, onProgress: steady(progress.set) });
  const asked: Asked<T> = { answer, progress, cancel: () => controller.abort() };
  answers.set(key, asked);
  // A failure is not kept: the next page asks again.
  answer.catch(() => answers.delete(key));
  const [oldest] = answers.keys();
  if (answers.size > MOST_KEPT && oldest !== undefined) answers.delete(oldest);
  return asked;
}
