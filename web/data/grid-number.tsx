import { memo } from 'react';
import { formatCount } from '../shell/format.ts';
import classes from './data-grid.module.css';
import { isSameRow, type GridRow } from './grid-row.tsx';

interface GridNumberProps {
  readonly id: string;
  /** As the row's own `aria-rowindex`: number and cells are two parts of one row. */
  readonly rowIndex: number;
  /** In pixels. */
  readonly top: number;
  readonly found: GridRow | null;
  readonly active: boolean;
  readonly onOpen: ((row: GridRow) => void) | undefined;
}

/** A row's number; it stays in sight while columns scroll. */
export const GridNumber = memo(
  function GridNumber({ id, rowIndex, top, found, active, onOpen }: GridNumberProps) {
    return (
      <div role="row" aria-rowindex={rowIndex}>
        <div
          id={id}
          className={classes['number']}
          role="rowheader"
          aria-colindex={1}
          data-active={active || undefined}
          style={{ top }}
        >
          <RowNumber found={found} onOpen={onOpen} />
        </div>
      </div>
    );
  },
  (old, next) =>
    old.id === next.id &&
    old.top === next.top &&
    old.active === next.active &&
    old.onOpen === next.onOpen &&
    isSameRow(old.found, next.found),
);

interface RowNumberProps {
  readonly found: GridRow | null;
  readonly onOpen: ((row: GridRow) => void) | undefined;
}

/** No stop for the Tab key: in the grid arrow keys choose the row and Enter opens it. */
function RowNumber({ found, onOpen }: RowNumberProps) {
  if (found === null) return '…';
  const text = formatCount(found.number);
  if (onOpen === undefined) return text;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes['sort']}
      aria-label={`Open row ${text}`}
      onClick={() => onOpen(found)}
    >
      {text}
    </button>
  );
}
