import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import { asOf } from '../../../shared/records/dataset-history.ts';
import { csvSchemaOf, schemaFileName } from '../../../shared/table/csv-schema.ts';
import type { Table } from '../../../shared/table/table.ts';
import { csvChunks } from '../../../shared/table/write-csv.ts';
import type { ExitCode, Invocation } from '../../command.ts';
import { note, printAll, printJson } from '../../output.ts';
import { withDataset } from './known-dataset.ts';

interface Export {
  readonly table: Table;
  readonly dataVersion: string;
}

interface ExportFormat {
  pieces(data: Export): Iterable<string | Uint8Array>;
  /** What is written beside the file; only a format without this can go to stdout. */
  besides?(data: Export): { readonly nameOf: (path: string) => string; readonly text: string };
  /** What one should know about the file. */
  readonly remark: string;
}

/** One entry a format. */
const formats: Readonly<Record<string, ExportFormat>> = {
  csv: {
    pieces: ({ table }) => csvChunks(table),
    remark:
      "Texts that a spreadsheet would run as a formula start with ' (--format exact keeps them as they are).",
  },
  exact: {
    pieces: ({ table, dataVersion }) =>
      csvChunks(table, { exact: true, missing: csvSchemaOf(table, dataVersion).missing }),
    besides: ({ table, dataVersion }) => ({
      nameOf: schemaFileName,
      text: `${JSON.stringify(csvSchemaOf(table, dataVersion), null, 2)}\n`,
    }),
    remark:
      'Every text is as it is: do not open the file in a spreadsheet. Loaded with its schema file it is the same data version.',
  },
};

export const exportFormats: readonly string[] = Object.keys(formats);

export function exportData(name: string, invocation: Invocation): Promise<ExitCode> {
  const format = formatOf(invocation);
  return withDataset(name, invocation, async (host, dataset) => {
    const wanted = invocation.string('as-of');
    const { dataVersion, nRows } = wanted === undefined ? dataset.versions.at(-1)! : asOf(dataset, wanted);
    const data = { table: await host.workspace.datasets.table(dataVersion), dataVersion };
    const out = invocation.string('out');
    if (out === undefined) await toStdout(format.pieces(data));
    else await toFiles(out, format, data);
    note(format.remark);
    if (out !== undefined && invocation.flag('json'))
      printJson({ dataset: name, dataVersion, rows: nRows, out });
    else
      note(
        `${nRows} rows of version ${dataVersion.slice(0, 12)}${out === undefined ? '' : ` are in ${out}`}.`,
      );
    return 0 as const;
  });
}

function formatOf(invocation: Invocation): ExportFormat {
  const name = invocation.string('format') ?? 'csv';
  const format = Object.hasOwn(formats, name) ? formats[name]! : null;
  if (format === null) {
    throw new AppError('usage', {
      detail: `--format must be one of ${exportFormats.join(', ')}, not "${name}".`,
    });
  }
  if (invocation.string('out') === undefined && (format.besides !== undefined || invocation.flag('json'))) {
    throw new AppError('usage', {
      detail:
        format.besides === undefined
          ? 'With --json the rows go to a file: give --out FILE.'
          : `The ${name} format writes two files: give --out FILE.`,
    });
  }
  return format;
}

async function toStdout(pieces: Iterable<string | Uint8Array>): Promise<void> {
  for (const piece of pieces)
    await printAll(typeof piece === 'string' ? piece : Buffer.from(piece).toString());
}

/** @throws AppError `file-unreadable` when a file cannot be written. */
async function toFiles(path: string, format: ExportFormat, data: Export): Promise<void> {
  try {
    await pipeline(Readable.from(format.pieces(data)), createWriteStream(path));
    const beside = format.besides?.(data);
    if (beside !== undefined) await writeFile(beside.nameOf(path), beside.text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AppError('file-unreadable', {
      detail: `"${path}" cannot be written: ${reason}.`,
      cause: thrown,
    });
  }
}
