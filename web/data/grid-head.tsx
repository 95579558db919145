import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ColumnType } from '../../shared/table/table.ts';
import { formatCount } from '../shell/format.ts';
import { TypeIcon } from './column-types.tsx';
import classes from './data-grid.module.css';

export interface GridColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Missing cells; null while that is not known. */
  readonly missing: number | null;
}

export interface GridSort {
  readonly column: string | null;
  readonly descending: boolean;
  readonly onSort: (column: string) => void;
}

interface GridHeadProps {
  readonly column: GridColumn;
  /** From 1, the row's number being the first. */
  readonly columnIndex: number;
  readonly style: React.CSSProperties;
  readonly target: string | null;
  readonly sort?: GridSort;
}

/** A column's name, type and gaps; a click sorts by it where that is offered. */
export function GridHead({ column, columnIndex, style, target, sort }: GridHeadProps) {
  const { name, type, missing } = column;
  const sorted = sort?.column === name;
  return (
    <div
      className={classes['headCell']}
      role="columnheader"
      aria-colindex={columnIndex}
      data-type={type}
      data-target={name === target || undefined}
      style={style}
      {...(sorted ? { 'aria-sort': sort.descending ? 'descending' : 'ascending' } : {})}
    >
      <span className={classes['name']} title={name}>
        <TypeIcon type={type} size={14} />
        {sort === undefined ? (
          name
        ) : (
          <button type="button" className={classes['sort']} onClick={() => sort.onSort(name)}>
            {name}
            {sorted &&
              (sort.descending ? (
                <IconArrowDown size={13} aria-hidden />
              ) : (
                <IconArrowUp size={13} aria-hidden />
              ))}
          </button>
        )}
      </span>
      <span className={classes['note']}>
        {name === target ? 'target · ' : ''}
        {missing === null ? '' : missing === 0 ? 'complete' : `${formatCount(missing)} missing`}
      </span>
    </div>
  );
}
