import { cell } from '../../shared/table/cells.ts';
import type { Column } from '../../shared/table/table.ts';
import { formatNumber } from '../shell/format.ts';
import classes from './data-grid.module.css';

interface GridCellProps {
  /** Set while the cell is under the keyboard. */
  readonly id: string | undefined;
  /** From 1, the row's number being the first. */
  readonly columnIndex: number;
  readonly column: Column;
  readonly row: number;
  /** In pixels. */
  readonly width: number;
}

/** A narrow letter's width: a text with fewer letters than fit of the widest is surely whole. */
const LETTER_PIXELS = 12.5;
const PADDING_PIXELS = 20;
/** Other scripts have wider letters. */
const PLAIN = /^[ -~]*$/;

/** Only what may be too long for its cell is cut by the browser: a clip costs far more than a cell. */
export function GridCell({ id, columnIndex, column, row, width }: GridCellProps) {
  const value = cell(column, row);
  const text = value === null ? 'missing' : shownText(column, value);
  const long =
    column.type !== 'datetime' && (text.length * LETTER_PIXELS > width - PADDING_PIXELS || !PLAIN.test(text));
  return (
    <div
      id={id}
      className={classes[value === null ? 'missing' : 'cell']}
      role="gridcell"
      aria-colindex={columnIndex}
      data-type={column.type === 'numeric' ? 'numeric' : undefined}
      data-long={long || undefined}
      data-active={id !== undefined || undefined}
      style={{ width }}
      title={value === null || (!long && String(value) === text) ? undefined : String(value)}
    >
      {text}
    </div>
  );
}

function shownText(column: Column, value: number | string | boolean): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : formatNumber(value);
  if (column.type === 'datetime')
    return String(value)
      .replace('T', ' ')
      .replace(/(:00)?\.000Z$/, '');
  return String(value);
}
