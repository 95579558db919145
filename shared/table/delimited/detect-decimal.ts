import type { DecimalMark, Dialect } from '../import-plan.ts';
import { sampleColumns } from './sample-columns.ts';

/**
 * Whether numbers are written `1,5`: commas that cut no cells, and more columns of numbers when they are read
 * so. Columns in which every comma may part thousands (`1,000`) tell nothing. Cost: linear in `text`, twice.
 */
export function detectDecimal(
  text: Uint8Array,
  cut: Pick<Dialect, 'delimiter' | 'quote'>,
  missingMarkers: readonly string[],
  complete: boolean,
): DecimalMark {
  if (cut.delimiter === ',' || !hasCommaInNumber(text)) return '.';
  const columnsBy = (decimal: DecimalMark) =>
    sampleColumns(text, { ...cut, hasHeader: true, decimal }, missingMarkers, complete).columns;
  const [points, commas] = [columnsBy('.'), columnsBy(',')];
  const isNumeric = (columns: typeof points, at: number): boolean =>
    columns[at]!.decide('').type === 'numeric';
  const gained = commas.filter(
    (column, at) => isNumeric(commas, at) && !isNumeric(points, at) && column.examples().some(isFraction),
  ).length;
  const lost = points.filter((_, at) => isNumeric(points, at) && !isNumeric(commas, at)).length;
  return gained > lost ? ',' : '.';
}

const isFraction = (text: string): boolean => /,(\d{1,2}|\d{4,})$/.test(text.trim());

const COMMA = 44;
const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= 48 && byte <= 57;

function hasCommaInNumber(text: Uint8Array): boolean {
  for (let at = text.indexOf(COMMA); at >= 0; at = text.indexOf(COMMA, at + 1)) {
    if (isDigit(text[at + 1])) return true;
  }
  return false;
}
