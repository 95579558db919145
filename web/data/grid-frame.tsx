import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useMemo, useRef } from 'react';
import type { ColumnType } from '../../shared/table/table.ts';
import classes from './data-grid.module.css';
import { GridHead, type GridColumn, type GridSort } from './grid-head.tsx';
import { GridNumber } from './grid-number.tsx';
import { gridNames, GridRowView, type GridNames, type GridRow } from './grid-row.tsx';
import { useGridKeys, type GridPlace } from './use-grid-keys.ts';
import { useRowScroll } from './use-row-scroll.ts';

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
  const id = useId();
  const names = useMemo(() => gridNames(id), [id]);
  const height = Math.min(props.height, nRows * ROW_HEIGHT + HEAD_HEIGHT + 2);
  const { first, end, slots, firstSeen, total, shift, showRow } = useRowScroll({
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
    scrollPaddingStart: NUMBER_WIDTH,
    overscan: 3,
  });
  const keys = useGridKeys({
    box,
    nRows,
    nColumns: columns.length,
    firstSeen,
    pageRows: Math.max(1, Math.floor((height - HEAD_HEIGHT) / ROW_HEIGHT) - 1),
    showRow,
    showColumn: (column) => across.scrollToIndex(column),
    onEnter(index) {
      const found = rowAt(index);
      if (found !== null) onOpenRow?.(found);
    },
  });
  const shown = across.getVirtualItems();
  useEffect(() => onRange?.(first, end - 1), [onRange, first, end]);
  const width = across.getTotalSize() + NUMBER_WIDTH;
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, at) => {
    const index = first + at;
    // A row that comes into sight takes the place of one that left: changing boxes costs less than making them.
    return { index, slot: index % slots, top: index * ROW_HEIGHT + shift, found: rowAt(index) };
  });
  return (
    <div
      ref={box}
      className={classes['grid']}
      style={{ height }}
      role="grid"
      aria-label={label}
      aria-rowcount={nRows + 1}
      aria-colcount={columns.length + 1}
      aria-activedescendant={activeName(names, inSight(keys.active, first, end))}
      tabIndex={0}
      onKeyDown={keys.onKeyDown}
      onFocus={keys.onFocus}
      onPointerDown={keys.onPointerDown}
    >
      <div className={classes['head']} role="row" aria-rowindex={1} style={{ width }}>
        <div className={classes['corner']} role="columnheader" style={{ width: NUMBER_WIDTH }}>
          Row
        </div>
        {shown.map(({ index, start, size }) => (
          <GridHead
            key={index}
            column={columns[index]!}
            columnIndex={index + 2}
            style={{ left: start + NUMBER_WIDTH, width: size }}
            target={target}
            {...(sort === undefined ? {} : { sort })}
          />
        ))}
      </div>
      <div role="none" style={{ height: total, width, position: 'relative' }}>
        <div className={classes['numbers']} role="rowgroup" style={{ width: NUMBER_WIDTH }}>
          {rows.map(({ index, slot, top, found }) => (
            <GridNumber
              key={slot}
              id={names.row(index)}
              rowIndex={index + 2}
              top={top}
              found={found}
              active={keys.active?.row === index && keys.active.column === -1}
              onOpen={onOpenRow}
            />
          ))}
        </div>
        <div role="rowgroup">
          {rows.map(({ index, slot, top, found }) => (
            <GridRowView
              key={slot}
              names={names}
              index={index}
              top={top}
              left={NUMBER_WIDTH}
              found={found}
              shown={shown}
              width={width}
              active={keys.active?.row === index ? keys.active.column : null}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

/** What is not in the document cannot be referred to. */
const inSight = (active: GridPlace | null, first: number, end: number): GridPlace | null =>
  active !== null && active.row >= first && active.row < end ? active : null;

function activeName(names: GridNames, active: GridPlace | null): string | undefined {
  if (active === null) return undefined;
  return active.column < 0 ? names.row(active.row) : names.cell(active.row, active.column);
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
