import { AppError } from '../errors/app-error.ts';
import type { SchemaColumn } from '../records/dataset.ts';
import { detectDecimal } from './delimited/detect-decimal.ts';
import { detectDialect } from './delimited/detect-dialect.ts';
import { detectEncoding } from './delimited/detect-encoding.ts';
import { looksLikeHeader } from './delimited/detect-header.ts';
import { columnNames } from './delimited/header-names.ts';
import { DEFAULT_MISSING_MARKERS, markerMatcher } from './delimited/missing-markers.ts';
import { sampleColumns, type Sample } from './delimited/sample-columns.ts';
import { suggestTarget } from './delimited/suggest-target.ts';
import { createTranscoder } from './delimited/transcoder.ts';
import { plannedColumn, type ColumnPlan } from './planned-column.ts';
import type { DecimalMark, Dialect, ImportEdits, ImportPlan, PlannedColumn } from './import-plan.ts';

/** How many bytes of a file are worth looking at; more only makes the plan slower. */
export const PLAN_HEAD_BYTES = 4 * 2 ** 20;

export interface PlanOptions {
  /** Whether `head` is the whole file. */
  complete: boolean;
  sizeBytes: number;
  /** What the person has decided; it is taken as it is, the rest is detected. */
  edits?: Pick<ImportEdits, 'dialect' | 'decimal' | 'missingMarkers'>;
}

/** A plan for delimited text. */
export type DelimitedPlan = ImportPlan & { dialect: Dialect };

/**
 * How a delimited file would be read, from its first bytes: dialect, column names and types, missing
 * markers. Everything in it may be edited before `readTable` follows it.
 * @throws AppError `empty-file`, `no-rows` (a header alone), `not-text`, `too-many-columns`,
 * `parse-failed` (no row fits the header, or the first row does not end). Cost: linear in `head`.
 */
export function planImport(
  head: Uint8Array,
  { complete, sizeBytes, edits = {} }: PlanOptions,
): DelimitedPlan {
  if (sizeBytes === 0 || head.length === 0) {
    throw new AppError('empty-file', { detail: 'The file has no bytes.' });
  }
  const missingMarkers = [...(edits.missingMarkers ?? DEFAULT_MISSING_MARKERS)];
  const encoding = edits.dialect ?? detectEncoding(head, complete);
  const { text, warnings } = decodeHead(head, encoding.encoding, complete);
  const cut = edits.dialect ?? detectDialect(text);
  const decimal = decimalOf(edits) ?? detectDecimal(text, cut, missingMarkers, complete);
  const { hasHeader, sample } = sampleWithHeader(
    text,
    { ...cut, decimal },
    missingMarkers,
    complete,
    edits.dialect?.hasHeader,
  );
  requireRows(sample, hasHeader, complete);
  const columns = planColumns(sample, hasHeader, missingMarkers);
  const dialect: Dialect = { ...encoding, ...cut, hasHeader, ...(decimal === ',' ? { decimal } : {}) };
  return {
    format: 'delimited',
    jsonRows: null,
    archive: null,
    sheet: null,
    dialect,
    columns: columns.map(({ planned }) => planned),
    missingMarkers,
    preview: sample.preview,
    sampledRows: sample.nRows,
    complete,
    warnings: [
      ...warnings,
      ...(text.includes(0) ? [NUL_BYTES] : []),
      ...dialectWarnings(dialect),
      ...renameWarnings(
        columns.map(({ planned }) => planned),
        hasHeader,
      ),
      ...columns.flatMap(({ warning }) => warning ?? []),
    ],
    suggestedTarget: suggestTarget(columns.map(({ planned }) => planned)),
  };
}

/**
 * The plan with the types that a dataset already has, by column name, so that another load of it fits:
 * a column of few numbers is not numeric when it was categorical before. Cells that do not fit still
 * widen their column, and the load is then refused as `schema-mismatch`.
 */
export function planForSchema(plan: ImportPlan, schema: readonly SchemaColumn[]): ImportPlan {
  const types = new Map(schema.map(({ name, type }) => [name, type]));
  const columns = plan.columns.map((column) => ({
    ...column,
    type: types.get(column.name) ?? column.type,
    include: column.include && types.has(column.name),
  }));
  return { ...plan, columns };
}

/** What the person decided; undefined = it is to be detected. */
const decimalOf = ({ decimal, dialect }: Pick<ImportEdits, 'dialect' | 'decimal'>): DecimalMark | undefined =>
  decimal ?? (dialect === undefined ? undefined : (dialect.decimal ?? '.'));

function decodeHead(
  head: Uint8Array,
  encoding: Dialect['encoding'],
  complete: boolean,
): { text: Uint8Array; warnings: ImportPlan['warnings'] } {
  const transcoder = createTranscoder(encoding);
  const text = transcoder.push(head);
  if (!complete) return { text, warnings: transcoder.warnings };
  const rest = transcoder.end();
  const whole = new Uint8Array(text.length + rest.length);
  whole.set(text);
  whole.set(rest, text.length);
  return { text: whole, warnings: transcoder.warnings };
}

function sampleWithHeader(
  text: Uint8Array,
  cut: Pick<Dialect, 'delimiter' | 'quote' | 'decimal'>,
  missingMarkers: readonly string[],
  complete: boolean,
  known: boolean | undefined,
): { hasHeader: boolean; sample: Sample } {
  const sampleAs = (hasHeader: boolean): Sample =>
    sampleColumns(text, { ...cut, hasHeader }, missingMarkers, complete);
  const sample = sampleAs(known ?? true);
  const hasHeader = known ?? looksLikeHeader(sample, markerMatcher(missingMarkers));
  return hasHeader || known === false ? { hasHeader, sample } : { hasHeader, sample: sampleAs(false) };
}

function requireRows(sample: Sample, hasHeader: boolean, complete: boolean): void {
  if (sample.nRows > 0 || !complete) return;
  if (sample.nRejected === 0) {
    throw new AppError('no-rows', {
      detail: `The file has a header of ${sample.first.length} columns and no rows.`,
    });
  }
  if (sample.unclosedLine !== null) {
    throw new AppError('parse-failed', {
      detail: `The quote that opens on line ${sample.unclosedLine} is never closed, and no other row fits.`,
    });
  }
  throw new AppError('parse-failed', {
    detail: `None of the ${sample.nRejected} rows has ${sample.first.length} cells like the ${hasHeader ? 'header' : 'first row'}.`,
  });
}

function planColumns(sample: Sample, hasHeader: boolean, missingMarkers: readonly string[]): ColumnPlan[] {
  const sourceNames = sample.first.map((text) => (hasHeader ? text : ''));
  const names = columnNames(sourceNames);
  return sample.columns.map((evidence, i) =>
    plannedColumn(evidence, sourceNames[i]!, names[i]!, missingMarkers),
  );
}

const NUL_BYTES: ImportPlan['warnings'][number] = {
  code: 'nul-bytes',
  detail: 'Some cells hold NUL bytes, which text should not have; they are kept.',
};

function dialectWarnings(dialect: Dialect): ImportPlan['warnings'] {
  const warnings: ImportPlan['warnings'] = [];
  if (dialect.lineEnd === 'mixed') {
    warnings.push({
      code: 'mixed-line-ends',
      detail: 'Lines end in several ways (LF, CRLF, CR); each was taken as a line end.',
    });
  }
  if (!dialect.hasHeader) {
    warnings.push({
      code: 'no-header',
      detail: 'The first row looks like data, so the columns are named column_1, column_2 …',
    });
  }
  if (dialect.decimal === ',') {
    warnings.push({
      code: 'decimal-comma',
      detail: 'Numbers are written with a comma before the fraction (1,5) and are read so.',
    });
  }
  return warnings;
}

const MAX_RENAMES_SHOWN = 20;

/** Names that had to be repaired, in one warning. */
export function renameWarnings(
  columns: readonly PlannedColumn[],
  hasHeader: boolean,
): ImportPlan['warnings'] {
  const renamed = columns.filter(({ sourceName, name }) => hasHeader && sourceName !== name);
  if (renamed.length === 0) return [];
  const shown = renamed
    .slice(0, MAX_RENAMES_SHOWN)
    .map(({ sourceName, name }) => `"${sourceName}" → "${name}"`);
  const more = renamed.length > shown.length ? ` and ${renamed.length - shown.length} more` : '';
  return [
    { code: 'columns-renamed', detail: `Column names must be unique and safe: ${shown.join(', ')}${more}.` },
  ];
}
