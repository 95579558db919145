import type { Csr } from '../../numeric/csr.ts';
import { log } from '../../numeric/exp-log.ts';
import { grow, trim } from '../../table/growable.ts';

export interface Weighting {
  readonly sublinearTf: boolean;
  readonly idf: boolean;
}

/** Takes the terms of a text one by one and makes a row of weights of them. */
export interface RowWeigher {
  /** One occurrence of a term; `sign` is −1 where a hash counts it negatively. */
  add(column: number, sign: 1 | -1): void;
  endRow(): void;
  /** The rows ended since the last call. */
  take(): Csr;
}

/** Most texts have a term so often at most; their logarithms are taken once. */
const USUAL_COUNT = 64;

/**
 * Weights tf × idf, every row divided by its Euclidean length: scikit-learn's TfidfTransformer (smooth, L2).
 * Without `idf` every term weighs the same. Source: Salton and Buckley, Information Processing and Management
 * 24 (1988). Cost: linear in the terms, and a sort of those of each row.
 */
export function rowWeigher(nColumns: number, idf: Float64Array | null, sublinearTf: boolean): RowWeigher {
  const counts = new Float64Array(nColumns);
  /** Which row, of all that ever were, a column was last counted in; from 1. */
  const seen = new Int32Array(nColumns);
  let current = 1;
  const damped = Float64Array.from({ length: USUAL_COUNT }, (_, count) => (count === 0 ? 0 : 1 + log(count)));
  let starts = new Uint32Array(2);
  let columns = new Int32Array(64);
  let values = new Float64Array(64);
  let nRows = 0;
  let size = 0;

  const damp = (count: number): number => {
    const size = Math.abs(count);
    const tf = size < USUAL_COUNT ? damped[size]! : 1 + log(size);
    return count < 0 ? -tf : tf;
  };

  return {
    add(column, sign) {
      if (seen[column] !== current) {
        seen[column] = current;
        counts[column] = 0;
        if (size === columns.length) columns = grow(columns, size + 1);
        columns[size++] = column;
      }
      counts[column]! += sign;
    },
    endRow() {
      const from = starts[nRows]!;
      sortAscending(columns, from, size);
      if (values.length < columns.length) values = grow(values, columns.length);
      size = weigh(from);
      nRows += 1;
      current += 1;
      if (nRows + 1 > starts.length) starts = grow(starts, nRows + 1);
      starts[nRows] = size;
    },
    take() {
      const rows: Csr = {
        layout: 'csr',
        nRows,
        nColumns,
        starts: starts.slice(0, nRows + 1),
        columns: trim(columns, size),
        values: trim(values, size),
      };
      [nRows, size] = [0, 0];
      [starts, columns, values] = [new Uint32Array(2), new Int32Array(64), new Float64Array(64)];
      return rows;
    },
  };

  /** Terms whose signs cancel out leave no value. Returns where the row ends. */
  function weigh(from: number): number {
    let to = from;
    let squares = 0;
    for (let at = from; at < size; at += 1) {
      const column = columns[at]!;
      const count = counts[column]!;
      if (count === 0) continue;
      const tf = sublinearTf ? damp(count) : count;
      const value = idf === null ? tf : tf * idf[column]!;
      columns[to] = column;
      values[to++] = value;
      squares += value * value;
    }
    const length = Math.sqrt(squares);
    for (let at = from; at < to; at += 1) values[at]! /= length;
    return to;
  }
}

/** Few numbers are sorted faster by insertion than by a call. */
const FEW = 40;

function sortAscending(numbers: Int32Array, from: number, to: number): void {
  if (to - from > FEW) {
    numbers.subarray(from, to).sort();
    return;
  }
  for (let i = from + 1; i < to; i += 1) {
    const number = numbers[i]!;
    let at = i;
    for (; at > from && numbers[at - 1]! > number; at -= 1) numbers[at] = numbers[at - 1]!;
    numbers[at] = number;
  }
}
