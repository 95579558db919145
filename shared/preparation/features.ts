import { AppError } from '../errors/app-error.ts';
import { isCsr, joinColumns, type FeatureMatrix } from '../numeric/csr.ts';
import { createMatrix, type Matrix } from '../numeric/matrix.ts';
import { isMissing } from '../table/cells.ts';
import { column } from '../table/columns.ts';
import type { Column, Table, TextColumn } from '../table/table.ts';
import { freshName } from './step-columns.ts';
import type { FittedTransformer, TextBlock } from './transformer.ts';

export interface Features<X extends FeatureMatrix = FeatureMatrix> {
  /** nRows × nFeatures, finite; NaN where a cell is missing and the caller takes that. */
  readonly X: X;
  readonly featureNames: readonly string[];
  /** nFeatures: how many numbers a column of words or category codes has, 0 = a quantity; left out where all are. */
  readonly levels?: Int32Array;
}

/**
 * The matrix the estimators take, in table order: numeric columns as they are, booleans as 0/1, and for each
 * text column the block that a fitted step has for it. Dense without text, sparse with it. `takesMissing`:
 * missing cells become NaN.
 * @throws AppError `recipe-invalid` for a column that is no number yet, `value-not-finite` for a missing
 * cell, `features-missing` without any column. Cost: linear in the cells.
 */
export function toFeatures(
  table: Table,
  transformers: readonly FittedTransformer[],
  takesMissing = false,
): Features {
  const blocks = new Map(transformers.flatMap(({ blocks: each }) => (each ?? []).flatMap(byColumn)));
  if (!table.columns.some((entry) => blocks.has(entry.name)))
    return toMatrix(table, transformers, takesMissing);
  const parts = layOut(table, blocks);
  const matrices = parts.map(({ entry, block }) =>
    block === undefined ? numberColumn(entry, table.nRows) : textBlock(table, block),
  );
  const [first] = matrices;
  const X = matrices.length === 1 && isCsr(first!) ? first : joinColumns(table.nRows, matrices);
  if (X.nColumns === 0) throw noTerms();
  const levels = levelsOf(parts, matrices);
  return {
    X,
    ...(levels === null ? {} : { levels }),
    // A prediction asks for no names, and a vocabulary has thousands.
    get featureNames() {
      const taken = new Set<string>();
      return parts.flatMap(({ entry, block }) => namesOf(entry, block).map((name) => freshName(name, taken)));
    },
  };
}

interface FeaturePart {
  readonly entry: Column;
  readonly block: TextBlock | undefined;
}

/** A block stands in the place of the first of its columns. */
function layOut(table: Table, blocks: ReadonlyMap<string, TextBlock>): FeaturePart[] {
  const placed = new Set<TextBlock>();
  const parts: FeaturePart[] = [];
  for (const entry of table.columns) {
    const block = blocks.get(entry.name);
    if (block !== undefined && placed.has(block)) continue;
    if (block !== undefined) placed.add(block);
    parts.push({ entry, block });
  }
  return parts;
}

/** nFeatures of `toFeatures`: the columns of the table that each of them is made from. */
export function featureColumns(
  table: Table,
  transformers: readonly FittedTransformer[],
): (readonly string[])[] {
  const blocks = new Map(transformers.flatMap(({ blocks: each }) => (each ?? []).flatMap(byColumn)));
  return layOut(table, blocks).flatMap(({ entry, block }) =>
    block === undefined ? [[entry.name]] : block.features().map(() => block.columns),
  );
}

function levelsOf(
  parts: readonly { block: TextBlock | undefined }[],
  matrices: readonly FeatureMatrix[],
): Int32Array | null {
  if (parts.every(({ block }) => block?.levels === undefined)) return null;
  return Int32Array.from(
    matrices.flatMap(({ nColumns }, at) =>
      Array.from({ length: nColumns }, () => parts[at]!.block?.levels ?? 0),
    ),
  );
}

const byColumn = (block: TextBlock): [string, TextBlock][] => block.columns.map((name) => [name, block]);

function namesOf({ name }: Column, block: TextBlock | undefined): string[] {
  return block === undefined ? [name] : block.features().map((feature) => `${block.name}: ${feature}`);
}

function numberColumn(entry: Column, nRows: number): Matrix {
  const source = requireNumbers(entry);
  requireComplete(entry, source);
  return { nRows, nColumns: 1, values: Float64Array.from(source) };
}

function textBlock(table: Table, block: TextBlock): FeatureMatrix {
  return block.matrix(block.columns.map((name) => requireText(column(table, name))));
}

function requireText(entry: Column): TextColumn {
  if (entry.type === 'text') return entry;
  throw new AppError('model-invalid', {
    detail: `The fitted step "vectorize" takes "${entry.name}" as text; it came as ${entry.type}.`,
  });
}

function noTerms(): AppError {
  return new AppError('features-missing', {
    detail: 'No term of the texts stands in enough training rows, and there is no other feature.',
    remedy: 'Load more rows, or allow rarer terms: `minDf` of the step "vectorize".',
    pointer: '/prepare',
  });
}

/** The dense matrix of a table without text; see {@link toFeatures}. */
export function toMatrix(
  table: Table,
  transformers: readonly FittedTransformer[] = [],
  takesMissing = false,
): Features<Matrix> {
  const { nRows, columns } = table;
  const nColumns = columns.length;
  if (nColumns === 0)
    throw new AppError('features-missing', { detail: 'After preparation no feature column is left.' });
  const { values } = createMatrix(nRows, nColumns);
  columns.forEach((entry, at) => {
    const source = requireNumbers(entry);
    if (takesMissing) requireFinite(entry, source);
    else requireComplete(entry, source);
    for (let row = 0; row < nRows; row += 1)
      values[row * nColumns + at] = takesMissing && isMissing(entry, row) ? NaN : source[row]!;
  });
  const codes = new Map(transformers.flatMap(({ levels }) => [...(levels ?? [])]));
  return {
    X: { nRows, nColumns, values },
    featureNames: columns.map((entry) => entry.name),
    ...(codes.size === 0 ? {} : { levels: Int32Array.from(columns, ({ name }) => codes.get(name) ?? 0) }),
  };
}

function requireNumbers(entry: Column): Float64Array | Uint8Array {
  if (entry.type === 'numeric' || entry.type === 'boolean') return entry.values;
  const { what, remedy } = obstacles[entry.type];
  throw new AppError('recipe-invalid', {
    detail: `The feature "${entry.name}" is ${what}.`,
    remedy,
    pointer: '/columns',
  });
}

const ignore = 'Set its role to ignore, or give it another type when the data is loaded.';
const obstacles = {
  text: { what: 'free text and was not vectorized', remedy: 'Add the step "vectorize" for it.' },
  identifier: { what: 'an identifier, from which nothing can be learned', remedy: ignore },
  categorical: { what: 'categorical and was not encoded', remedy: 'Add the step "encode" for it.' },
  datetime: { what: 'a datetime and was not taken apart', remedy: 'Add the step "datetime" for it.' },
} as const;

/** What is neither a number nor missing is infinite. */
function requireFinite(entry: Column, values: Float64Array | Uint8Array): void {
  const bad = values.findIndex((value, row) => !Number.isFinite(value) && !isMissing(entry, row));
  if (bad < 0) return;
  throw new AppError('value-not-finite', {
    detail: `The feature "${entry.name}" is infinite after preparation.`,
    remedy: 'Clip it by the step "outliers", or leave it out.',
    pointer: `/features/${entry.name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  });
}

function requireComplete(entry: Column, values: Float64Array | Uint8Array): void {
  const complete = entry.missing === null || entry.missing.every((byte) => byte === 0);
  if (complete && values.every((value) => Number.isFinite(value))) return;
  throw new AppError('value-not-finite', {
    detail: `The feature "${entry.name}" still has missing or infinite values after preparation.`,
    remedy: 'Add the step "impute", behind the step "datetime" and before "encode".',
    pointer: `/features/${entry.name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  });
}
