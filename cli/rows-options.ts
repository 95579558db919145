import { MOST_ROWS, type RowsWish } from '../workers/lifecycle/explain.ts';
import type { Invocation, OptionHelp } from './command.ts';
import { wholeNumber } from './invocation.ts';

/** Which rows a model is looked at with. */
export const ROWS_OPTIONS: readonly OptionHelp[] = [
  {
    name: 'dataset',
    type: 'string',
    value: 'D',
    help: 'all rows of another dataset (default: those of its own data that it was not trained on)',
  },
  {
    name: 'rows',
    type: 'string',
    value: 'N',
    help: `at most so many rows, drawn by the seed (default ${MOST_ROWS})`,
  },
  { name: 'seed', type: 'string', value: 'N', help: 'what is drawn is drawn by it (default 42)' },
];

/** @throws AppError `usage`. */
export function rowsWish(invocation: Invocation): RowsWish {
  return {
    dataset: invocation.string('dataset') ?? null,
    maxRows: wholeNumber(invocation, 'rows', { min: 1, max: 10_000_000, fallback: MOST_ROWS }),
    seed: wholeNumber(invocation, 'seed', { min: 0, max: 2 ** 31 - 1, fallback: 42 }),
  };
}

/** `300 held-out rows`, `5,000 of the 17,000 rows of new_customers`. */
export function rowsText(
  { nRows, nAll }: { readonly nRows: number; readonly nAll: number },
  dataset: string | null,
): string {
  const whole = dataset === null ? 'held-out rows' : `rows of ${dataset}`;
  const count = (n: number): string => n.toLocaleString('en-US');
  return nRows === nAll ? `${count(nRows)} ${whole}` : `${count(nRows)} of the ${count(nAll)} ${whole}`;
}
