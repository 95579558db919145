import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { missingCount } from '../../shared/table/cells.ts';
import type { Column, Table } from '../../shared/table/table.ts';
import { formatCount } from '../shell/format.ts';
import { TypeIcon } from './column-types.tsx';
import classes from './data-grid.module.css';
import { GridCell } from './grid-cell.tsx';

interface DataGridProps {
  readonly table: Table;
  readonly label: string;
  readonly target?: string | null;
  /** Only these rows, by number; all when left out. */
  readonly rows?: readonly number[];
  readonly height?: number;
}

const ROW_HEIGHT = 30;
const NUMBER_WIDTH = 68;

/** Rows and columns of any number: only what is in sight is in the document. */
export function DataGrid({ table, label, target = null, rows, height = 560 }: DataGridProps) {
  const box = useRef<HTMLDivElement>(null);
  const nRows = rows?.length ?? table.nRows;
  const down = useVirtualizer({
    count: nRows,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: table.columns.length,
    getScrollElement: () => box.current,
    estimateSize: (index) => widthOf(table.columns[index]!),
    overscan: 3,
  });
  const shown = across.getVirtualItems();
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
      aria-colcount={table.columns.length + 1}
      tabIndex={0}
    >
      <div className={classes['head']} role="row" aria-rowindex={1} style={{ width }}>
        <div className={classes['corner']} role="columnheader" style={{ width: NUMBER_WIDTH }}>
          Row
        </div>
        {shown.map(({ index, start, size }) => (
          <HeadCell key={index} column={table.columns[index]!} start={start} size={size} target={target} />
        ))}
      </div>
      <div role="rowgroup" style={{ height: down.getTotalSize(), width, position: 'relative' }}>
        {down.getVirtualItems().map((item) => {
          const row = rows?.[item.index] ?? item.index;
          return (
            <div
              key={item.index}
              className={classes['row']}
              role="row"
              aria-rowindex={item.index + 2}
              style={{ transform: `translateY(${item.start}px)`, width }}
            >
              <div className={classes['number']} role="rowheader" style={{ width: NUMBER_WIDTH }}>
                {formatCount(row + 1)}
              </div>
              {shown.map(({ index, start, size }) => (
                <GridCell
                  key={index}
                  column={table.columns[index]!}
                  row={row}
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

const widths: Record<Column['type'], number> = {
  numeric: 116,
  boolean: 96,
  categorical: 148,
  datetime: 176,
  identifier: 140,
  text: 300,
};

/** By type, and wide enough for the name. */
const widthOf = (column: Column): number =>
  Math.min(320, Math.max(widths[column.type], column.name.length * 7.6 + 48));

interface HeadCellProps {
  readonly column: Column;
  readonly start: number;
  readonly size: number;
  readonly target: string | null;
}

function HeadCell({ column, start, size, target }: HeadCellProps) {
  const missing = useMemo(() => missingCount(column), [column]);
  return (
    <div
      className={classes['headCell']}
      role="columnheader"
      data-type={column.type}
      data-target={column.name === target || undefined}
      style={{ left: start + NUMBER_WIDTH, width: size }}
    >
      <span className={classes['name']} title={column.name}>
        <TypeIcon type={column.type} size={14} />
        {column.name}
      </span>
      <span className={classes['note']}>
        {column.name === target ? 'target · ' : ''}
        {missing === 0 ? 'complete' : `${formatCount(missing)} missing`}
      </span>
    </div>
  );
}
