import { AppError } from '../../errors/app-error.ts';
import { isoText } from '../cells.ts';
import type { Content } from '../packed/byte-source.ts';
import { heldWhole } from '../packed/held-whole.ts';
import { planImport } from '../plan-import.ts';
import { readDelimited } from '../read-table.ts';
import { requireDialect } from './delimited-format.ts';
import type { TableFormat } from './format.ts';

/** Of the file as it is packed; what it unpacks to has its own limit, 1 GiB. */
const MOST_BYTES = 128 * 2 ** 20;

type SheetCell = string | number | boolean | Date | null;
interface Sheet {
  sheet: string;
  data: SheetCell[][];
}

/**
 * A sheet is written out as delimited text and read as such, so that header, types and missing markers
 * are found as in any other file. Formulas count as the values that were last saved for them.
 */
export const excelFormat: TableFormat = {
  async plan(content, { sheet, ...edits }) {
    const sheets = await readSheets(content);
    const chosen = chooseSheet(sheets, sheet);
    const bytes = sheetText(chosen);
    const plan = planImport(bytes, { complete: true, sizeBytes: bytes.length, edits });
    const names = sheets.map((entry) => entry.sheet);
    return { ...plan, format: 'excel', sheet: { name: chosen.sheet, names } };
  },
  async read(content, plan, signal) {
    const chosen = chooseSheet(await readSheets(content), plan.sheet?.name);
    return readDelimited([sheetText(chosen)], requireDialect(plan), signal === undefined ? {} : { signal });
  },
};

async function readSheets(content: Content): Promise<Sheet[]> {
  const { default: readWorkbook } = await import('read-excel-file/universal');
  const bytes = await heldWhole(content, 'An Excel workbook', MOST_BYTES);
  try {
    return (await readWorkbook(bytes.slice().buffer)) as Sheet[];
  } catch (cause) {
    throw new AppError('parse-failed', {
      detail: `The workbook cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`,
      remedy: 'Save it again as .xlsx, or export the sheet as CSV, then load that.',
      cause,
    });
  }
}

/** The named sheet; by default the first with anything in it. */
function chooseSheet(sheets: readonly Sheet[], wanted: string | undefined): Sheet {
  if (wanted === undefined) {
    const filled = sheets.find(({ data }) => data.some(hasCells));
    if (filled !== undefined) return filled;
    throw new AppError('empty-file', { detail: 'No sheet of the workbook has a cell with anything in it.' });
  }
  const found = sheets.find(({ sheet }) => sheet === wanted);
  if (found === undefined) {
    const names = sheets.map(({ sheet }) => `"${sheet}"`).join(', ');
    throw new AppError('file-unreadable', {
      detail: `The workbook has no sheet "${wanted}"; it has ${names}.`,
    });
  }
  if (found.data.some(hasCells)) return found;
  throw new AppError('empty-file', { detail: `The sheet "${wanted}" has no cell with anything in it.` });
}

const hasCells = (row: readonly SheetCell[]): boolean => row.some((cell) => cell !== null && cell !== '');

const encoder = new TextEncoder();

/** Rows without any cell are left out, as blank lines of a text file are. */
function sheetText({ data }: Sheet): Uint8Array {
  const width = data.reduce((most, row) => Math.max(most, row.length), 0);
  const lines = data
    .filter(hasCells)
    .map((row) => Array.from({ length: width }, (_, i) => cellText(row[i] ?? null)).join(','));
  return encoder.encode(`${lines.join('\n')}\n`);
}

function cellText(cell: SheetCell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return isoText(cell.getTime());
  return typeof cell === 'string' ? `"${cell.replaceAll('"', '""')}"` : String(cell);
}
