import { AppError } from '../errors/app-error.ts';
import type { PrepareStep } from '../records/recipe.ts';
import { z } from '../records/zod.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import { missingBuilder } from '../table/missing-bitmap.ts';
import type { BooleanColumn, CategoricalColumn, Column, NumericColumn, Table } from '../table/table.ts';
import { levelCounts } from './column-statistics.ts';
import { freshName, replaceColumns, stepColumns, wrongColumnType } from './step-columns.ts';
import { invalidState, parseState, requireUnique } from './step-state.ts';
import type { FittedTransformer, Transformer, TransformWarning } from './transformer.ts';

type EncodeStep = Extract<PrepareStep, { step: 'encode' }>;

const stateSchema = z.strictObject({
  step: z.literal('encode'),
  method: z.enum(['one-hot', 'ordinal', 'codes']),
  unknown: z.enum(['ignore', 'error']),
  columns: z.array(
    z.strictObject({
      name: z.string(),
      /** Those with a code of their own, in code-point order. */
      levels: z.array(z.string()).max(10_000),
      /** Whether all further levels share the code after the last one. */
      other: z.boolean(),
      /** One-hot: the indicator columns, one a code; empty for the others. */
      indicators: z.array(z.string()),
    }),
  ),
});
type State = z.infer<typeof stateSchema>;
type Encoding = State['columns'][number];

/**
 * Categories to numbers, fitted on the training part. One-hot makes one indicator a level, a boolean
 * column (0/1 in the matrix, not scaled by default); ordinal makes the level's place in code-point
 * order. With more than `maxLevels` levels the most frequent keep their own code (ties: code-point
 * order) and the rest share "other"; the rare levels are not stored, so any further value is "other" at
 * prediction. Without "other" an unknown category follows the policy: no indicator set, or −1, with a
 * warning; or an error. A missing cell stays missing: impute before. `codes` are those of ordinal, for
 * estimators that split on categories by themselves: an unknown category is missing, with a warning.
 * Booleans are 0/1 as they are.
 */
export const encodeTransformer: Transformer<EncodeStep> = {
  step: 'encode',
  fit(table, step) {
    const taken = new Set(table.columns.map((entry) => entry.name));
    const columns = stepColumns(table, 'encode', step.columns, ['categorical', 'boolean'])
      .filter((entry) => entry.type === 'categorical')
      .map((entry) => encodingOf(entry, step, taken));
    return fitted({ step: 'encode', method: step.method, unknown: step.unknown, columns });
  },
  restore(json) {
    const state = parseState(stateSchema, json);
    requireUnique(
      state.columns.map((entry) => entry.name),
      '/columns',
    );
    state.columns.forEach((entry, index) => {
      const expected = state.method === 'one-hot' ? nCodes(entry) : 0;
      if (new Set(entry.levels).size < entry.levels.length)
        throw invalidState(`/columns/${index}/levels`, 'a level stands there twice.');
      if (entry.indicators.length !== expected)
        throw invalidState(`/columns/${index}/indicators`, `there must be ${expected} indicator columns.`);
    });
    return fitted(state);
  },
};

function encodingOf(entry: CategoricalColumn, step: EncodeStep, taken: Set<string>): Encoding {
  const counts = levelCounts(entry.codes, entry.levels.length);
  const codes = [...counts.keys()].filter((code) => counts[code]! > 0);
  const inOrder = (a: number, b: number): number => byCodePoint(entry.levels[a]!, entry.levels[b]!);
  codes.sort((a, b) => counts[b]! - counts[a]! || inOrder(a, b));
  const levels = codes
    .slice(0, step.maxLevels)
    .toSorted(inOrder)
    .map((code) => entry.levels[code]!);
  const other = codes.length > step.maxLevels;
  const labels = step.method === 'one-hot' ? [...levels, ...(other ? ['(other)'] : [])] : [];
  const indicators = labels.map((label) => freshName(`${entry.name}=${label}`, taken));
  return { name: entry.name, levels, other, indicators };
}

const nCodes = (entry: Encoding): number => entry.levels.length + (entry.other ? 1 : 0);

interface Lookup {
  readonly encoding: Encoding;
  readonly codeOf: ReadonlyMap<string, number>;
}

function fitted(state: State): FittedTransformer {
  const lookups = new Map<string, Lookup>();
  for (const encoding of state.columns) {
    const codeOf = new Map(encoding.levels.map((level, code) => [level, code]));
    lookups.set(encoding.name, { encoding, codeOf });
  }
  const names = new Set(lookups.keys());
  return {
    step: 'encode',
    made: new Map(
      state.columns.flatMap((entry) => entry.indicators.map((indicator) => [indicator, [entry.name]])),
    ),
    transform: (table: Table, warnings) =>
      replaceColumns(table, names, (entry) => {
        if (entry.type !== 'categorical') throw wrongColumnType('encode', entry, 'categorical');
        const lookup = lookups.get(entry.name)!;
        const codes = recode(entry, lookup, state.unknown, warnings);
        if (state.method === 'codes') return [codeColumn(entry, codes)];
        return state.method === 'one-hot'
          ? indicatorColumns(entry, codes, lookup.encoding)
          : [ordinalColumn(entry, codes)];
      }),
    ...(state.method === 'codes'
      ? { levels: new Map(state.columns.map((entry) => [entry.name, Math.max(1, nCodes(entry))])) }
      : {}),
    state: () => state,
  };
}

/** The fitted code of every row: −1 for an unknown category, and where missing. */
function recode(
  entry: CategoricalColumn,
  { encoding, codeOf }: Lookup,
  policy: State['unknown'],
  warnings: TransformWarning[] | undefined,
): Int32Array {
  const fallback = encoding.other ? encoding.levels.length : -1;
  const map = entry.levels.map((level) => codeOf.get(level) ?? fallback);
  return entry.codes.map((code, row) => {
    const mapped = code < 0 ? -1 : map[code]!;
    if (code >= 0 && mapped < 0) {
      const value = entry.levels[code]!;
      if (policy === 'error') throw unknownCategory(entry.name, value, encoding.levels);
      warnings?.push({ code: 'unknown-category', column: entry.name, row, value });
    }
    return mapped;
  });
}

function unknownCategory(name: string, value: string, levels: readonly string[]): AppError {
  const known = levels
    .slice(0, 10)
    .map((level) => `"${level}"`)
    .join(', ');
  return new AppError('unknown-category', {
    detail: `The category "${value}" of "${name}" was not seen in training; known are ${known}${levels.length > 10 ? ', …' : ''}.`,
    pointer: `/features/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  });
}

function indicatorColumns(entry: CategoricalColumn, codes: Int32Array, encoding: Encoding): Column[] {
  const indicators = encoding.indicators.map((name): BooleanColumn => ({
    name,
    type: 'boolean',
    missing: entry.missing,
    values: new Uint8Array(codes.length),
  }));
  for (let row = 0; row < codes.length; row += 1) {
    if (codes[row]! >= 0) indicators[codes[row]!]!.values[row] = 1;
  }
  return indicators;
}

function ordinalColumn(entry: CategoricalColumn, codes: Int32Array): NumericColumn {
  const values = Float64Array.from(codes, (code, row) => (entry.codes[row]! < 0 ? NaN : code));
  return { name: entry.name, type: 'numeric', missing: entry.missing, values };
}

function codeColumn(entry: CategoricalColumn, codes: Int32Array): NumericColumn {
  const values = Float64Array.from(codes, (code) => (code < 0 ? NaN : code));
  const missing = missingBuilder();
  codes.forEach((code, row) => code < 0 && missing.set(row));
  return { name: entry.name, type: 'numeric', missing: missing.finish(codes.length), values };
}
