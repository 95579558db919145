import type { PrepareStep } from '../records/recipe.ts';
import { z } from '../records/zod.ts';
import { missingBuilder } from '../table/missing-bitmap.ts';
import type { DatetimeColumn, NumericColumn, Table } from '../table/table.ts';
import { freshName, replaceColumns, stepColumns, wrongColumnType } from './step-columns.ts';
import { parseState, requireUnique } from './step-state.ts';
import type { FittedTransformer, Transformer } from './transformer.ts';

type DatetimeStep = Extract<PrepareStep, { step: 'datetime' }>;
type Part = DatetimeStep['parts'][number];

const DAY_MS = 86_400_000;

const stateSchema = z.strictObject({
  step: z.literal('datetime'),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      /** Earliest time seen in training, ms since 1970 UTC; elapsed days count from there. */
      origin: z.number(),
      parts: z
        .array(
          z.strictObject({
            part: z.enum(['year', 'month', 'weekday', 'hour', 'elapsed-days']),
            name: z.string(),
          }),
        )
        .max(5),
    }),
  ),
});
type State = z.infer<typeof stateSchema>;

/**
 * Takes datetimes apart into numbers, in UTC: year, month (1–12), ISO weekday (1 = Monday … 7), hour
 * (0–23), and days since the earliest time in the training part. Missing stays missing.
 */
export const datetimeTransformer: Transformer<DatetimeStep> = {
  step: 'datetime',
  fit(table, step) {
    const taken = new Set(table.columns.map((entry) => entry.name));
    const columns = stepColumns(table, 'datetime', step.columns, ['datetime']).map((entry) => ({
      name: entry.name,
      origin: earliest(entry.values),
      parts: [...new Set(step.parts)].map((part) => ({
        part,
        name: freshName(`${entry.name}_${part}`, taken),
      })),
    }));
    return fitted({ step: 'datetime', columns });
  },
  restore(json) {
    const state = parseState(stateSchema, json);
    requireUnique(
      state.columns.map((entry) => entry.name),
      '/columns',
    );
    return fitted(state);
  },
};

function fitted(state: State): FittedTransformer {
  const byName = new Map(state.columns.map((entry) => [entry.name, entry]));
  const names = new Set(byName.keys());
  return {
    step: 'datetime',
    made: new Map(state.columns.flatMap((entry) => entry.parts.map((part) => [part.name, [entry.name]]))),
    transform: (table: Table) =>
      replaceColumns(table, names, (entry) => {
        if (entry.type !== 'datetime') throw wrongColumnType('datetime', entry, 'datetime');
        const { origin, parts } = byName.get(entry.name)!;
        return parts.map(({ part, name }) => partColumn(entry, name, partOf[part], origin));
      }),
    state: () => state,
  };
}

const partOf: Record<Part, (date: Date, origin: number) => number> = {
  year: (date) => date.getUTCFullYear(),
  month: (date) => date.getUTCMonth() + 1,
  weekday: (date) => ((date.getUTCDay() + 6) % 7) + 1,
  hour: (date) => date.getUTCHours(),
  'elapsed-days': (date, origin) => (date.getTime() - origin) / DAY_MS,
};

/** A time that no calendar holds (beyond ±8.64e15 ms) counts as missing. */
function partColumn(
  source: DatetimeColumn,
  name: string,
  part: (date: Date, origin: number) => number,
  origin: number,
): NumericColumn {
  const missing = missingBuilder();
  const values = source.values.map((ms, row) => {
    const value = part(new Date(ms), origin);
    if (Number.isNaN(value)) missing.set(row);
    return value;
  });
  return { name, type: 'numeric', values, missing: missing.finish(values.length) };
}

function earliest(values: Float64Array): number {
  let first = Infinity;
  for (const value of values) if (value < first) first = value;
  return first === Infinity ? 0 : first;
}
