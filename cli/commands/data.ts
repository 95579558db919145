import { exportFormats } from '../../shared/table/export-table.ts';
import type { Command, OptionHelp } from '../command.ts';
import { filePartOptions } from '../file-part.ts';
import { subcommand, usageOf, type Subcommand } from '../subcommand.ts';
import { amendData } from './data/amend.ts';
import { diffData } from './data/diff.ts';
import { exportData } from './data/export.ts';
import { listData } from './data/list.ts';
import { loadData } from './data/load.ts';
import { logData } from './data/log.ts';
import { statusOfData } from './data/status.ts';

const filePart = filePartOptions.map(({ name }) => name);

const forms: Readonly<Record<string, Subcommand>> = {
  load: {
    usage:
      'load FILE|DATASET [--dataset NAME] [--percent 40|+3] [--shuffle SEED] [--target COLUMN] [--quarantine FILE]',
    words: 1,
    options: ['dataset', 'percent', 'shuffle', 'target', 'quarantine', 'by', ...filePart],
    run: ([source], invocation) => loadData(source!, invocation),
  },
  status: {
    usage: 'status DATASET',
    words: 1,
    options: [],
    run: ([name], invocation) => statusOfData(name!, invocation),
  },
  log: {
    usage: 'log DATASET [--row N]',
    words: 1,
    options: ['row'],
    run: ([name], invocation) => logData(name!, invocation),
  },
  diff: {
    usage: 'diff DATASET VERSION VERSION [--key COLUMN] [--limit N]',
    words: 3,
    options: ['key', 'limit'],
    run: ([name, before, after], invocation) => diffData(name!, [before!, after!], invocation),
  },
  amend: {
    usage:
      'amend DATASET --row N (--column COLUMN (--value VALUE | --missing) | --delete | --restore) --reason TEXT, or --undo ID --reason TEXT',
    words: 1,
    options: ['row', 'column', 'value', 'missing', 'delete', 'restore', 'undo', 'reason', 'by'],
    run: ([name], invocation) => amendData(name!, invocation),
  },
  export: {
    usage: `export DATASET [--as-of VERSION|TIME] [--format ${Object.keys(exportFormats).join('|')}] [--out FILE]`,
    words: 1,
    options: ['as-of', 'format', 'out'],
    run: ([name], invocation) => exportData(name!, invocation),
  },
  list: { usage: 'list', words: 0, options: [], run: (_words, invocation) => listData(invocation) },
};

const options: readonly OptionHelp[] = [
  ...filePartOptions,
  {
    name: 'dataset',
    type: 'string',
    value: 'NAME',
    help: 'dataset to load into (default: the name of the file)',
  },
  {
    name: 'percent',
    type: 'string',
    value: '40|+3',
    help: 'share of the file to have loaded, or points to add (default 100 for a file, +3 for a dataset)',
  },
  {
    name: 'quarantine',
    type: 'string',
    value: 'FILE',
    help: 'load without the rows that break the suite of the dataset, which go to this CSV file with the reasons (default: refuse)',
  },
  {
    name: 'shuffle',
    type: 'string',
    value: 'SEED',
    help: 'load rows in an order shuffled by this seed (default: in the order of the file)',
  },
  {
    name: 'target',
    type: 'string',
    value: 'COLUMN',
    help: 'what is to be predicted (default: a guess, which is told)',
  },
  {
    name: 'row',
    type: 'list',
    value: 'N',
    help: 'number of a row, from 1; with --delete and --restore several times',
  },
  { name: 'column', type: 'string', value: 'COLUMN', help: 'the column of the cell to correct' },
  { name: 'value', type: 'string', value: 'VALUE', help: 'what the cell is to be' },
  { name: 'missing', type: 'boolean', help: 'the cell has no value' },
  { name: 'delete', type: 'boolean', help: 'remove the rows from the newest version on' },
  { name: 'restore', type: 'boolean', help: 'bring removed rows back' },
  { name: 'undo', type: 'string', value: 'ID', help: 'take an amendment back (`data log` shows the ids)' },
  { name: 'reason', type: 'string', value: 'TEXT', help: 'why; kept in the history' },
  { name: 'by', type: 'string', value: 'NAME', help: 'who; kept in the history (default: your user name)' },
  {
    name: 'as-of',
    type: 'string',
    value: 'VERSION|TIME',
    help: 'a data version (6 or more digits), its number (#3) or a time, instead of the newest',
  },
  {
    name: 'format',
    type: 'string',
    value: 'FORMAT',
    help: `${Object.keys(exportFormats).join(', ')} (default csv)`,
  },
  { name: 'out', type: 'string', value: 'FILE', help: 'where to write (default: stdout)' },
  {
    name: 'key',
    type: 'string',
    value: 'COLUMN',
    help: 'tell rows apart by this column instead of their numbers',
  },
  { name: 'limit', type: 'string', value: 'N', help: 'rows to show of each kind (default 20)' },
];

export const dataCommand: Command = {
  usage: `data ${Object.keys(forms).join('|')} …`,
  options,
  notes: [
    usageOf('data', forms),
    'All rows of a file are kept when it is loaded in part, so that the next step does not need it. A row is\n' +
      'known by its number in the order of the files (from 1), which never changes. Amendments lie above the\n' +
      'rows: every earlier version stays as it was.',
    "The csv format is safe to open in a spreadsheet: a text that would run as a formula gets a leading '.\n" +
      'The exact format keeps every text and writes FILE.schema.json beside FILE; loading FILE with it there\n' +
      'gives the same data version.',
  ],
  examples: [
    'data load products.csv --percent 40 --target Category',
    'data load products --percent +3',
    'data log products --json',
    'data diff products "#1" "#2"',
    'data amend products --row 17 --column Category --value Freezers --reason "wrong shelf"',
    'data amend products --row 3 --row 9 --delete --reason "test entries"',
    'data export products --as-of 2026-01-31T12:00 --format exact --out january.csv',
  ],
  positionals: [1, 4],
  run: (invocation) => subcommand('data', forms, invocation, options),
};
