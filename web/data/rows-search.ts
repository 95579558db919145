import { FILTER_OPERATORS, type RowQuery } from '../../shared/exploration/row-filter.ts';
import { z } from '../../shared/records/zod.ts';
import { flag, text } from '../shell/search-params.ts';

const filter = z.strictObject({ column: z.string(), operator: z.enum(FILTER_OPERATORS), value: z.string() });

/** Which rows are shown, and in which order, as it stands in the link. */
export const rowsSearch = {
  q: text(),
  sort: text(),
  descending: flag(),
  filters: z.array(filter).max(20).optional().catch(undefined),
};

const schema = z.object(rowsSearch);
/** Spelled out of the schema, since the routes load the pages that read it. */
export type RowsSearch = z.infer<typeof schema>;

/** What the worker is asked for; a column that the data has not any more sorts nothing. */
export function queryOf(
  { q, sort, descending = false, filters }: RowsSearch,
  known: ReadonlySet<string>,
): RowQuery {
  const kept = filters?.filter(({ column }) => known.has(column)) ?? [];
  return {
    ...(q === undefined || q === '' ? {} : { search: q }),
    ...(kept.length === 0 ? {} : { filters: kept }),
    ...(sort === undefined || !known.has(sort) ? {} : { sort: { column: sort, descending } }),
  };
}
