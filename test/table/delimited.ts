import { cell } from '../../shared/table/cells.ts';
import type { ImportPlan, ImportReport } from '../../shared/table/import-plan.ts';
import { planImport, type PlanOptions } from '../../shared/table/plan-import.ts';
import { readTable } from '../../shared/table/read-table.ts';
import type { Table } from '../../shared/table/table.ts';

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export interface ReadFile {
  plan: ImportPlan;
  table: Table;
  report: ImportReport;
}

interface FileOptions {
  edits?: PlanOptions['edits'];
  /** Bytes the plan sees; all by default. */
  headBytes?: number;
  /** Size of the pieces the file is read in; one piece by default. */
  pieceBytes?: number;
}

/** Plans and reads a file as a host does. */
export async function readFile(file: string | Uint8Array, options: FileOptions = {}): Promise<ReadFile> {
  const bytes = typeof file === 'string' ? bytesOf(file) : file;
  const head = bytes.subarray(0, options.headBytes);
  const plan = planImport(head, {
    complete: head.length === bytes.length,
    sizeBytes: bytes.length,
    ...(options.edits === undefined ? {} : { edits: options.edits }),
  });
  return { plan, ...(await readTable(piecesOf(bytes, options.pieceBytes ?? bytes.length), plan)) };
}

export function* piecesOf(bytes: Uint8Array, pieceBytes: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** The cells of the named column. */
export function cellsOfColumn(table: Table, name: string): unknown[] {
  const column = table.columns.find((entry) => entry.name === name)!;
  return Array.from({ length: table.nRows }, (_, row) => cell(column, row));
}

export const typesOf = (table: Table): Record<string, string> =>
  Object.fromEntries(table.columns.map(({ name, type }) => [name, type]));
