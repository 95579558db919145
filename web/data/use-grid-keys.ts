import { useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';

/** The cell under the keyboard; column −1 is the row's number. */
export interface GridPlace {
  readonly row: number;
  readonly column: number;
}

interface GridKeysWish {
  readonly box: RefObject<HTMLElement | null>;
  readonly nRows: number;
  readonly nColumns: number;
  /** Where the keyboard enters. */
  readonly firstSeen: number;
  /** Rows that a page key passes. */
  readonly pageRows: number;
  readonly showRow: (row: number) => void;
  readonly showColumn: (column: number) => void;
  readonly onEnter: (row: number) => void;
}

export interface GridKeys {
  /** null until the grid has been entered. */
  readonly active: GridPlace | null;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onFocus: () => void;
  /** A cell that is pointed at is the one that keys go on from. */
  readonly onPointerDown: (event: PointerEvent) => void;
}

/**
 * Keys of a grid as the ARIA practices name them: arrows go by cells, Home and End to the ends of a row, with
 * Ctrl to those of the data, the page keys by what is in sight; Enter opens a row.
 */
export function useGridKeys(wish: GridKeysWish): GridKeys {
  const { box, nRows, nColumns, firstSeen, pageRows, showRow, showColumn, onEnter } = wish;
  const [place, setPlace] = useState<GridPlace | null>(null);
  const active = place === null || place.row >= nRows ? null : place;
  return {
    active,
    onFocus() {
      setPlace((old) => old ?? { row: firstSeen, column: 0 });
    },
    onPointerDown(event) {
      const pointed = placeOf(event.target);
      if (pointed !== null) setPlace(pointed);
    },
    onKeyDown(event) {
      // Keys of a button in the head are the button's.
      if (event.target !== box.current || event.altKey || event.metaKey) return;
      const from = active ?? { row: firstSeen, column: 0 };
      if (event.key === 'Enter') return onEnter(from.row);
      const wanted = placeAfter(event.key, event.ctrlKey, from, { nRows, nColumns, pageRows });
      if (wanted === null) return;
      event.preventDefault();
      setPlace(wanted);
      showRow(wanted.row);
      if (wanted.column >= 0) showColumn(wanted.column);
    },
  };
}

function placeOf(target: EventTarget): GridPlace | null {
  const cell = (target as Element).closest('[role=gridcell]');
  const row = cell?.closest('[role=row]');
  if (!cell || !row) return null;
  return {
    row: Number(row.getAttribute('aria-rowindex')) - 2,
    column: Number(cell.getAttribute('aria-colindex')) - 2,
  };
}

interface GridSize {
  readonly nRows: number;
  readonly nColumns: number;
  readonly pageRows: number;
}

/** null for a key that moves nothing. */
export function placeAfter(
  key: string,
  ctrl: boolean,
  { row, column }: GridPlace,
  { nRows, nColumns, pageRows }: GridSize,
): GridPlace | null {
  const at = (nextRow: number, nextColumn: number): GridPlace => ({
    row: Math.min(nRows - 1, Math.max(0, nextRow)),
    column: Math.min(nColumns - 1, Math.max(-1, nextColumn)),
  });
  switch (key) {
    case 'ArrowDown':
      return at(row + 1, column);
    case 'ArrowUp':
      return at(row - 1, column);
    case 'ArrowRight':
      return at(row, column + 1);
    case 'ArrowLeft':
      return at(row, column - 1);
    case 'PageDown':
      return at(row + pageRows, column);
    case 'PageUp':
      return at(row - pageRows, column);
    case 'Home':
      return at(ctrl ? 0 : row, -1);
    case 'End':
      return at(ctrl ? nRows - 1 : row, nColumns - 1);
    default:
      return null;
  }
}
