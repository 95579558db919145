import type { Column, Table } from './table.ts';

/** Every buffer of a table once, for the transfer list of `postMessage`; shared memory is left out. */
export function transferables(table: Table): ArrayBuffer[] {
  const buffers = table.columns.flatMap(columnArrays).map((array) => array.buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}

function columnArrays(column: Column): (Float64Array | Int32Array | Uint32Array | Uint8Array)[] {
  const missing = column.missing === null ? [] : [column.missing];
  if ('values' in column) return [column.values, ...missing];
  if ('codes' in column) return [column.codes, ...missing];
  return [column.bytes, column.offsets, ...missing];
}
