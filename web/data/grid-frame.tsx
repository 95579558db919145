import { useVirtualizer, type VirtualItem } from '@tanstack/react-virtual';
import { memo, useEffect, useRef } from 'react';
import type { Column, ColumnType } from '../../shared/table/table.ts';
import { formatCount } from '../shell/format.ts';
import classes from './data-grid.module.css';
import { GridCell } from './grid-cell.tsx';
import { GridHead, type GridColumn, type GridSort } from './grid-head.tsx';
import { useRowScroll } from './use-row-scroll.ts';

/** Where the cells of a row stand. */
export interface GridRow {
  readonly columns: readonly Column[];
  readonly row: number;
  /** The row's number as people count, from 1. */
  readonly number: number;
}

interface GridFrameProps {
  readonly label: string;
  readonly nRows: number;
  readonly columns: readonly GridColumn[];
  /** null while a row is on its way. */
  readonly rowAt: (index: number) => GridRow | null;
  readonly target: string | null;
  readonly height: number;
  /** Called with what has come into sight. */
  readonly onRange?: (first: number, last: number) => void;
  readonly sort?: GridSort;
  /** Makes row numbers buttons. */
  readonly onOpenRow?: (row: GridRow) => void;
}

const ROW_HEIGHT = 30;
const HEAD_HEIGHT = 50;
const NUMBER_WIDTH = 68;

/** Rows and columns of any number: only what is in sight is in the document. */
export function GridFrame(props: GridFrameProps) {
  const { label, nRows, columns, rowAt, target, onRange, sort, onOpenRow } = props;
  const box = useRef<HTMLDivElement>(null);
  const height = Math.min(props.height, nRows * ROW_HEIGHT + HEAD_HEIGHT + 2);
  const { first, end, total, shift } = useRowScroll({
    box,
    nRows,
    rowHeight: ROW_HEIGHT,
    height: height - HEAD_HEIGHT,
    headHeight: HEAD_HEIGHT,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => widthOf(columns[index]!),
    overscan: 3,
  });
  const shown = across.getVirtualItems();
  useEffect(() => onRange?.(first, end - 1), [onRange, first, end]);
  const width = across.getTotalSize() + NUMBER_WIDTH;
  return (
    <div
      ref={box}
      className={classes['grid']}
      style={{ height }}
      role="grid"
      aria-label={label}
      aria-rowcount={nRows + 1}
      aria-colcount={columns.length + 1}
      tabIndex={0}
    >
      <div className={classes['head']} role="row" aria-rowindex={1} style={{ width }}>
        <div className={classes['corner']} role="columnheader" style={{ width: NUMBER_WIDTH }}>
          Row
        </div>
        {shown.map(({ index, start, size }) => (
          <GridHead
            key={index}
            column={columns[index]!}
            style={{ left: start + NUMBER_WIDTH, width: size }}
            target={target}
            {...(sort === undefined ? {} : { sort })}
          />
        ))}
      </div>
      <div role="rowgroup" style={{ height: total, width, position: 'relative' }}>
        {Array.from({ length: Math.max(0, end - first) }, (_, at) => (
          <GridRowView
            key={first + at}
            index={first + at}
            top={(first + at) * ROW_HEIGHT + shift}
            found={rowAt(first + at)}
            shown={shown}
            width={width}
            onOpen={onOpenRow}
          />
        ))}
      </div>
    </div>
  );
}

interface GridRowViewProps {
  readonly index: number;
  readonly top: number;
  readonly found: GridRow | null;
  readonly shown: readonly VirtualItem[];
  readonly width: number;
  readonly onOpen: ((row: GridRow) => void) | undefined;
}

/** Drawn once: while others scroll into sight, a row that stays is left alone. */
const GridRowView = memo(function GridRowView(props: GridRowViewProps) {
  const { index, top, found, shown, width, onOpen } = props;
  return (
    <div
      className={classes['row']}
      role="row"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)`, width }}
    >
      <div className={classes['number']} role="rowheader" style={{ width: NUMBER_WIDTH }}>
        <RowNumber found={found} onOpen={onOpen} />
      </div>
      {found !== null &&
        shown.map(({ index: at, start, size }) => (
          <GridCell
            key={at}
            column={found.columns[at]!}
            row={found.row}
            style={{ left: start + NUMBER_WIDTH, width: size }}
          />
        ))}
    </div>
  );
}, looksTheSame);

function looksTheSame(old: GridRowViewProps, next: GridRowViewProps): boolean {
  return (
    old.top === next.top &&
    old.width === next.width &&
    old.onOpen === next.onOpen &&
    isSameRow(old.found, next.found) &&
    old.shown.length === next.shown.length &&
    old.shown.every(({ key, start }, at) => key === next.shown[at]!.key && start === next.shown[at]!.start)
  );
}

const isSameRow = (old: GridRow | null, next: GridRow | null): boolean =>
  old?.columns === next?.columns && old?.row === next?.row && old?.number === next?.number;

interface RowNumberProps {
  readonly found: GridRow | null;
  readonly onOpen: ((row: GridRow) => void) | undefined;
}

function RowNumber({ found, onOpen }: RowNumberProps) {
  if (found === null) return '…';
  const text = formatCount(found.number);
  if (onOpen === undefined) return text;
  return (
    <button
      type="button"
      className={classes['sort']}
      aria-label={`Open row ${text}`}
      onClick={() => onOpen(found)}
    >
      {text}
    </button>
  );
}

const widths: Record<ColumnType, number> = {
  numeric: 116,
  boolean: 96,
  categorical: 148,
  datetime: 176,
  identifier: 140,
  text: 300,
};

/** By type, and wide enough for the name. */
const widthOf = ({ type, name }: GridColumn): number =>
  Math.min(320, Math.max(widths[type], name.length * 7.6 + 48));
