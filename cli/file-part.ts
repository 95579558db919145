import type { ImportEdits } from '../shared/table/import-plan.ts';
import type { Invocation, OptionHelp } from './command.ts';

/** For files that hold more than one table. */
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
];

/** Which part of a file the person named. */
export function filePart(invocation: Invocation): ImportEdits {
  const [entry, sheet] = [invocation.string('entry'), invocation.string('sheet')];
  return { ...(entry === undefined ? {} : { entry }), ...(sheet === undefined ? {} : { sheet }) };
}
