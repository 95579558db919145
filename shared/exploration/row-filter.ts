export const FILTER_OPERATORS = [
  'contains',
  'is',
  'is-not',
  'at-least',
  'at-most',
  'missing',
  'present',
] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

export interface RowFilter {
  readonly column: string;
  readonly operator: FilterOperator;
  /** What is compared with; not read by `missing` and `present`. Dates are ISO 8601. */
  readonly value: string;
}

/** What is asked of rows: which of them, in which order. */
export interface RowQuery {
  /** Rows with this text in any cell, whatever its case. */
  readonly search?: string;
  readonly filters?: readonly RowFilter[];
  readonly sort?: { readonly column: string; readonly descending: boolean };
}

/** Whether a query lets all rows through as they are. */
export const isAll = ({ search = '', filters = [], sort }: RowQuery): boolean =>
  search === '' && filters.length === 0 && sort === undefined;
