import type { VirtualItem } from '@tanstack/react-virtual';
import { memo } from 'react';
import type { Column } from '../../shared/table/table.ts';
import classes from './data-grid.module.css';
import { GridCell } from './grid-cell.tsx';

/** Where the cells of a row stand. */
export interface GridRow {
  readonly columns: readonly Column[];
  readonly row: number;
  /** The row's number as people count, from 1. */
  readonly number: number;
}

/** Names of a grid's elements, for what refers to them. */
export interface GridNames {
  row(index: number): string;
  cell(index: number, column: number): string;
}

export const gridNames = (id: string): GridNames => ({
  row: (index) => `${id}-${index}`,
  cell: (index, column) => `${id}-${index}-${column}`,
});

interface GridRowViewProps {
  readonly names: GridNames;
  readonly index: number;
  /** In pixels; not a transform, which would make each row a layer's business. */
  readonly top: number;
  /** What the row's number takes, in pixels. */
  readonly left: number;
  readonly found: GridRow | null;
  readonly shown: readonly VirtualItem[];
  readonly width: number;
  /** The column under the keyboard, when it is in this row. */
  readonly active: number | null;
}

/** Drawn once: while others scroll into sight, a row that stays is left alone. */
export const GridRowView = memo(function GridRowView(props: GridRowViewProps) {
  const { names, index, top, left, found, shown, width, active } = props;
  return (
    <div
      className={classes['row']}
      role="row"
      aria-rowindex={index + 2}
      style={{ top, width, paddingLeft: left + (shown[0]?.start ?? 0) }}
    >
      {found !== null &&
        shown.map(({ index: at, size }) => (
          <GridCell
            key={at}
            id={at === active ? names.cell(index, at) : undefined}
            columnIndex={at + 2}
            column={found.columns[at]!}
            row={found.row}
            width={size}
          />
        ))}
    </div>
  );
}, looksTheSame);

function looksTheSame(old: GridRowViewProps, next: GridRowViewProps): boolean {
  return (
    old.top === next.top &&
    old.width === next.width &&
    old.active === next.active &&
    isSameRow(old.found, next.found) &&
    old.shown.length === next.shown.length &&
    old.shown.every(({ key, start }, at) => key === next.shown[at]!.key && start === next.shown[at]!.start)
  );
}

export const isSameRow = (old: GridRow | null, next: GridRow | null): boolean =>
  old?.columns === next?.columns && old?.row === next?.row && old?.number === next?.number;
