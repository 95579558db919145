import { planFile, readFile } from '../../shared/table/formats/open-file.ts';
import type { ImportEdits, ImportPlan, ImportReport } from '../../shared/table/import-plan.ts';
import { bytesSource } from '../../shared/table/packed/byte-source.ts';
import { cellText } from '../../shared/table/cells.ts';
import type { Table } from '../../shared/table/table.ts';

/** One file and what it should come to. */
export interface Case {
  readonly name: string;
  /** What is wrong; null when nothing is. */
  check(): Promise<string | null>;
  /** Why it need not pass. */
  readonly except?: string;
}

export const withException = (one: Case, reasons: Readonly<Record<string, string>>): Case => {
  const except = reasons[one.name];
  return except === undefined ? one : { ...one, except };
};

interface Read {
  plan: ImportPlan;
  table: Table;
  report: ImportReport;
}

/** Every cell as the text that stands in the file: nothing counts as missing, no column has a type. */
export async function readTexts(bytes: Uint8Array, name: string, hasHeader?: boolean): Promise<Read> {
  const source = bytesSource(bytes);
  const found = await planFile(source, name, { missingMarkers: [] });
  const edits: ImportEdits = { missingMarkers: [] };
  if (hasHeader !== undefined && found.dialect !== null) edits.dialect = { ...found.dialect, hasHeader };
  const plan = await planFile(source, name, edits);
  const columns = plan.columns.map((column) => ({ ...column, type: 'text' as const }));
  return { plan, ...(await readFile(source, { ...plan, columns })) };
}

/** As a person who changes nothing would load it. */
export async function readAsProposed(bytes: Uint8Array, name: string): Promise<Read> {
  const source = bytesSource(bytes);
  const plan = await planFile(source, name);
  return { plan, ...(await readFile(source, plan)) };
}

export const rowTexts = (table: Table): string[][] =>
  Array.from({ length: table.nRows }, (_, row) => table.columns.map((column) => cellText(column, row)));

export function difference(actual: unknown, expected: unknown): string | null {
  const [found, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  return found === wanted ? null : `${found.slice(0, 200)} instead of ${wanted.slice(0, 200)}`;
}
