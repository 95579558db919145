import { useCallback, useEffect, useRef, useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { RowQuery } from '../../shared/exploration/row-filter.ts';
import type { RunOptions } from '../../workers/tasks/task.ts';
import type { TaskMap } from '../../workers/tasks/tasks.ts';
import type { Progress } from '../../shared/estimators/estimator.ts';
import { useHost, type PageHost } from '../shell/host-context.tsx';
import { steady } from '../shell/steady.ts';
import type { GridRow } from './grid-row.tsx';

type RowWindow = TaskMap['explore-rows']['output'];

/** Rows a window; a screen shows about 20 of them. */
const SIZE = 100;
/** Windows kept in the page: what was scrolled past long ago is asked for again. */
const MOST_KEPT = 40;
const MOST_UNDER_WAY = 2;

/** Written out it is the key: a query is a new object at every rendering. */
interface Question {
  readonly dataVersion: string;
  readonly query: RowQuery;
}

interface Windows {
  readonly key: string;
  readonly byNumber: ReadonlyMap<number, RowWindow>;
  readonly error: AppError | null;
  /** Of the first answer. */
  readonly progress: Progress | null;
}

export interface RowWindows {
  /** How many rows the query lets through; null until the first answer. */
  readonly nRows: number | null;
  readonly missing: readonly number[] | null;
  readonly error: AppError | null;
  readonly progress: Progress | null;
  /** Gives the question up: `error` is `aborted` then. */
  cancel(): void;
  /** Asks again after an error. */
  again(): void;
  rowAt(index: number): GridRow | null;
  /** Asks for the rows between, where they are not here yet. */
  need(first: number, last: number): void;
}

/** The rows of a query, window by window as they come into sight: the page never holds them all. */
export function useRowWindows(dataVersion: string, query: RowQuery): RowWindows {
  const host = useHost();
  const key = JSON.stringify({ dataVersion, query } satisfies Question);
  const [state, setState] = useState<Windows>(() => empty(key));
  const asked = useRef<Asked>(nothingAsked(key));
  const current = state.key === key ? state : empty(key);
  const need = useCallback(
    (first: number, last: number) => {
      if (asked.current.key !== key) {
        // What was asked for before need not be answered any more.
        asked.current.controller.abort();
        asked.current = nothingAsked(key);
      }
      const own = asked.current;
      if (own.controller.signal.aborted) return;
      own.wanted = windowsBetween(first, last);
      const askNext = (): void => {
        const number = own.wanted.find((each) => !own.numbers.has(each));
        if (number === undefined || own.underWay >= MOST_UNDER_WAY || asked.current !== own) return;
        own.numbers.add(number);
        own.underWay += 1;
        const onProgress = steady((progress) =>
          setState((old) =>
            asked.current !== own || (old.key === key && old.byNumber.size > 0)
              ? old
              : { ...empty(key), progress },
          ),
        );
        const { signal } = own.controller;
        // Only the first may take long: what it reads is kept.
        const options = own.numbers.size === 1 ? { signal, onProgress } : { signal };
        askWindow(host, { ...(JSON.parse(key) as Question), number, options })
          .then(
            (found) => setState((old) => withWindow(old, key, asked.current, number, found)),
            (thrown: unknown) => {
              if (asked.current === own) setState({ ...empty(key), error: AppError.from(thrown) });
            },
          )
          .finally(() => {
            own.underWay -= 1;
            askNext();
          });
        askNext();
      };
      askNext();
    },
    [host, key],
  );
  useEffect(() => need(0, 0), [need]);
  const any = current.byNumber.values().next().value;
  return {
    nRows: any?.nRows ?? null,
    missing: any?.missing ?? null,
    error: current.error,
    progress: current.progress,
    cancel: () => asked.current.controller.abort(),
    again() {
      asked.current = nothingAsked(key);
      setState(empty(key));
      need(0, 0);
    },
    need,
    rowAt(index) {
      const found = current.byNumber.get(Math.floor(index / SIZE));
      const row = index % SIZE;
      if (found === undefined || row >= found.rows.length) return null;
      return { columns: found.window.columns, row, number: found.rows[row]! + 1 };
    },
  };
}

const empty = (key: string): Windows => ({
  key,
  byNumber: new Map(),
  error: null,
  progress: null,
});

/** The windows asked for, and how to give them up. */
interface Asked {
  readonly key: string;
  /** Windows that are here or under way. */
  readonly numbers: Set<number>;
  /** Windows in sight; those that were scrolled past before their turn came are never asked for. */
  wanted: readonly number[];
  underWay: number;
  readonly controller: AbortController;
}

const nothingAsked = (key: string): Asked => ({
  key,
  numbers: new Set(),
  wanted: [],
  underWay: 0,
  controller: new AbortController(),
});

function windowsBetween(first: number, last: number): number[] {
  const from = Math.floor(first / SIZE);
  return Array.from({ length: Math.floor(last / SIZE) - from + 1 }, (_, at) => from + at);
}

interface WindowWish extends Question {
  readonly number: number;
  readonly options: RunOptions;
}

async function askWindow(
  host: PageHost,
  { dataVersion, query, number, options }: WindowWish,
): Promise<RowWindow> {
  const table = await host.tableRef(dataVersion);
  return host.tasks.run('explore-rows', { table, query, from: number * SIZE, count: SIZE }, options);
}

/** An answer to an earlier question is dropped. */
function withWindow(old: Windows, key: string, asked: Asked, number: number, found: RowWindow): Windows {
  if (asked.key !== key) return old;
  const byNumber = new Map(old.key === key ? old.byNumber : []).set(number, found);
  const [oldest] = byNumber.keys();
  if (byNumber.size > MOST_KEPT && oldest !== undefined) {
    byNumber.delete(oldest);
    asked.numbers.delete(oldest);
  }
  return { key, byNumber, error: null, progress: null };
}
