import { AppError } from '../shared/errors/app-error.ts';
import type { DecimalMark, ImportEdits } from '../shared/table/import-plan.ts';
import type { Invocation, OptionHelp } from './command.ts';

/** For files that hold more than one table, or are written in another way than they look. */
export const filePartOptions: readonly OptionHelp[] = [
  {
    name: 'entry',
    type: 'string',
    value: 'NAME',
    help: 'the file to read of a zip archive (default: the first)',
  },
  {
    name: 'sheet',
    type: 'string',
    value: 'NAME',
    help: 'the sheet to read of a workbook (default: the first)',
  },
  {
    name: 'decimal',
    type: 'string',
    value: 'MARK',
    help: 'what stands before the fraction of a number, "." or "," (default: as found in the file)',
  },
];

/** Which part of a file the person named, and how its numbers are written. */
export function filePart(invocation: Invocation): ImportEdits {
  const [entry, sheet] = [invocation.string('entry'), invocation.string('sheet')];
  const decimal = decimalMark(invocation.string('decimal'));
  return {
    ...(entry === undefined ? {} : { entry }),
    ...(sheet === undefined ? {} : { sheet }),
    ...(decimal === undefined ? {} : { decimal }),
  };
}

/** @throws AppError `usage`. */
function decimalMark(text: string | undefined): DecimalMark | undefined {
  if (text === undefined || text === '.' || text === ',') return text;
  throw new AppError('usage', { detail: `--decimal is "." or ",", not "${text}".` });
}
