import { AppError } from '../../../shared/errors/app-error.ts';
import type { DatasetRecord, SchemaColumn } from '../../../shared/records/dataset.ts';
import { cellFromText } from '../../../shared/table/cell-value.ts';
import type { RowChanges } from '../../../shared/table/amend-rows.ts';
import { amendRows, undoAmendment, type Amended } from '../../../workers/lifecycle/amend.ts';
import type { ExitCode, Invocation } from '../../command.ts';
import { required } from '../../invocation.ts';
import { print, printJson } from '../../output.ts';
import { withDataset } from './known-dataset.ts';
import { rowNumbers } from './row-numbers.ts';

/** Corrects a cell, removes rows, brings them back, or takes an amendment back. */
export function amendData(name: string, invocation: Invocation): Promise<ExitCode> {
  const reason = required(invocation, 'reason');
  const undo = invocation.string('undo');
  requireOneWay(invocation);
  const rows = rowNumbers(invocation);
  return withDataset(name, invocation, async (host, dataset) => {
    const made =
      undo === undefined
        ? await amendRows(host, name, changesOf(dataset, rows, invocation), reason)
        : await undoAmendment(host, name, undo, reason);
    return shown(made, invocation);
  });
}

/** @throws AppError `usage` unless exactly one kind of change is asked for. */
function requireOneWay(invocation: Invocation): void {
  const ways = [
    invocation.string('undo') !== undefined,
    invocation.flag('delete'),
    invocation.flag('restore'),
    invocation.string('column') !== undefined,
  ];
  const given = ways.filter(Boolean).length;
  const needsRows = invocation.string('undo') === undefined;
  if (given === 1 && needsRows === invocation.list('row').length > 0) return;
  throw new AppError('usage', {
    detail: 'Give --row N with one of --column, --delete and --restore, or --undo ID alone.',
    remedy: 'Run `treadle data --help`.',
  });
}

function changesOf(
  dataset: DatasetRecord,
  rows: readonly number[],
  invocation: Invocation,
): Partial<RowChanges> {
  if (invocation.flag('delete')) return { deleted: rows };
  if (invocation.flag('restore')) return { restored: rows };
  const column = columnOf(dataset, required(invocation, 'column'));
  const value = valueOf(column, invocation);
  return { cells: rows.map((row) => ({ row, column: column.name, value })) };
}

function columnOf({ schema }: DatasetRecord, name: string): SchemaColumn {
  const found = schema.find((column) => column.name === name);
  if (found !== undefined) return found;
  throw new AppError('column-unknown', {
    detail: `There is no column "${name}"; the columns are ${schema.map((column) => `"${column.name}"`).join(', ')}.`,
  });
}

function valueOf(column: SchemaColumn, invocation: Invocation) {
  const text = invocation.string('value');
  if ((text === undefined) === invocation.flag('missing'))
    return text === undefined ? null : cellFromText(column, text);
  throw new AppError('usage', { detail: 'Give either --value VALUE or --missing.' });
}

function shown({ dataset, dataVersion, changed, amendmentId }: Amended, invocation: Invocation): ExitCode {
  const amendment = changed ? amendmentId : null;
  const { nRows } = dataset.versions.at(-1)!;
  if (invocation.flag('json'))
    printJson({ dataset: dataset.name, dataVersion, changed, amendmentId: amendment, rows: nRows });
  else if (!changed) print('Nothing changed: the cells have these values already.');
  else print(`${dataset.name}: ${nRows} rows, version ${dataVersion.slice(0, 12)}; amendment ${amendmentId}`);
  return 0;
}
