import { cell } from '../../shared/table/cells.ts';
import type { Column } from '../../shared/table/table.ts';
import { formatNumber } from '../shell/format.ts';
import classes from './data-grid.module.css';

interface GridCellProps {
  readonly column: Column;
  readonly row: number;
  readonly style: React.CSSProperties;
}

export function GridCell({ column, row, style }: GridCellProps) {
  const value = cell(column, row);
  if (value === null) {
    return (
      <div className={classes['missing']} role="gridcell" style={style}>
        missing
      </div>
    );
  }
  const text = shownText(column, value);
  return (
    <div
      className={classes['cell']}
      role="gridcell"
      data-type={column.type}
      style={style}
      title={String(value)}
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
