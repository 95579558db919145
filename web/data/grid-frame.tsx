import { UnstyledButton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { Column, ColumnType } from '../../shared/table/table.ts';
import { formatCount } from '../shell/format.ts';
import classes from './data-grid.module.css';
import { GridCell } from './grid-cell.tsx';
import { GridHead, type GridColumn, type GridSort } from './grid-head.tsx';

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
const NUMBER_WIDTH = 68;

/** Rows and columns of any number: only what is in sight is in the document. */
export function GridFrame(props: GridFrameProps) {
  const { label, nRows, columns, rowAt, target, height, onRange, sort, onOpenRow } = props;
  const box = useRef<HTMLDivElement>(null);
  const down = useVirtualizer({
    count: nRows,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => widthOf(columns[index]!),
    overscan: 3,
  });
  const shown = across.getVirtualItems();
  const rows = down.getVirtualItems();
  const [first, last] = [rows[0]?.index ?? 0, rows.at(-1)?.index ?? 0];
  useEffect(() => onRange?.(first, last), [onRange, first, last]);
  const width = across.getTotalSize() + NUMBER_WIDTH;
  const style = { height: Math.min(height, nRows * ROW_HEIGHT + 52) };
  return (
    <div
      ref={box}
      className={classes['grid']}
      style={style}
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
      <div role="rowgroup" style={{ height: down.getTotalSize(), width, position: 'relative' }}>
        {rows.map((item) => {
          const found = rowAt(item.index);
          return (
            <div
              key={item.index}
              className={classes['row']}
              role="row"
              aria-rowindex={item.index + 2}
              style={{ transform: `translateY(${item.start}px)`, width }}
            >
              <div className={classes['number']} role="rowheader" style={{ width: NUMBER_WIDTH }}>
                <RowNumber found={found} onOpen={onOpenRow} />
              </div>
              {found !== null &&
                shown.map(({ index, start, size }) => (
                  <GridCell
                    key={index}
                    column={found.columns[index]!}
                    row={found.row}
                    style={{ left: start + NUMBER_WIDTH, width: size }}
                  />
                ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface RowNumberProps {
  readonly found: GridRow | null;
  readonly onOpen: ((row: GridRow) => void) | undefined;
}

function RowNumber({ found, onOpen }: RowNumberProps) {
  if (found === null) return '…';
  const text = formatCount(found.number);
  if (onOpen === undefined) return text;
  return (
    <UnstyledButton fz="inherit" c="inherit" aria-label={`Open row ${text}`} onClick={() => onOpen(found)}>
      {text}
    </UnstyledButton>
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
