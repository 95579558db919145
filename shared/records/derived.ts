import { z } from './zod.ts';

/**
 * A column made from others, as data: what there is to compute is listed here, and nothing is ever
 * parsed or executed. An undefined result is a missing cell.
 */
const name = z.string().min(1).max(200);
const column = z.string().min(1);

const pair = { name, of: z.tuple([column, column]) };
const single = { name, of: z.tuple([column]) };

/** Category: a level each, in order; number: 0, 1, 2 … */
const as = z.enum(['category', 'number']).default('category');
const ascending = (edges: readonly number[]): boolean =>
  edges.every((edge, i) => i === 0 || edges[i - 1]! < edge);

export const derivedColumn = z.discriminatedUnion('op', [
  /** a / b; missing where b is 0. */
  z.strictObject({ op: z.literal('ratio'), ...pair }),
  /** a − b; of two datetimes in days. */
  z.strictObject({ op: z.literal('difference'), ...pair }),
  /** a × b. */
  z.strictObject({ op: z.literal('product'), ...pair }),
  /** The natural logarithm; missing where a is 0 or less. */
  z.strictObject({ op: z.literal('log'), ...single }),
  /** Bins of equal width, or of equally many rows, fitted on the training part; or between given edges. */
  z.strictObject({
    op: z.literal('bins'),
    ...single,
    by: z.discriminatedUnion('edges', [
      z.strictObject({ edges: z.literal('width'), count: z.int().min(2).max(100) }),
      z.strictObject({ edges: z.literal('quantiles'), count: z.int().min(2).max(100) }),
      z.strictObject({
        edges: z.literal('given'),
        at: z.array(z.number()).min(1).max(99).refine(ascending, 'the edges must ascend'),
      }),
    ]),
    as,
  }),
]);

export type DerivedColumn = z.infer<typeof derivedColumn>;
