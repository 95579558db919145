import type { Column, Table } from '../../shared/table/table.ts';

const shared = new WeakMap<Table, Table>();

/**
 * The same table with its numbers in shared memory, so that sending it to a worker copies nothing and
 * takes nothing away from the sender; made once a table. Text bytes stay where they are: `TextDecoder`
 * refuses shared memory in browsers. The table itself where there is no shared memory.
 */
export function shareTable(table: Table): Table {
  if (typeof SharedArrayBuffer === 'undefined') return table;
  const known = shared.get(table);
  if (known !== undefined) return known;
  const made = { nRows: table.nRows, columns: table.columns.map(shareColumn) };
  shared.set(table, made);
  return made;
}

function shareColumn(column: Column): Column {
  const missing = column.missing === null ? null : share(column.missing);
  switch (column.type) {
    case 'numeric':
    case 'datetime':
      return { ...column, missing, values: share(column.values) };
    case 'boolean':
      return { ...column, missing, values: share(column.values) };
    case 'categorical':
      return { ...column, missing, codes: share(column.codes) };
    case 'text':
    case 'identifier':
      return { ...column, missing, offsets: share(column.offsets) };
  }
}

function share<A extends Float64Array | Int32Array | Uint32Array | Uint8Array>(array: A): A {
  if (array.buffer instanceof SharedArrayBuffer) return array;
  const Kind = array.constructor as new (buffer: SharedArrayBuffer) => A;
  const copy = new Kind(new SharedArrayBuffer(array.byteLength));
  copy.set(array);
  return copy;
}
