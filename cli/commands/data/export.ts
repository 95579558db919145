import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import { asOf } from '../../../shared/records/dataset-history.ts';
import { type ExportFormat, exportFormats, type TableExport } from '../../../shared/table/export-table.ts';
import type { ExitCode, Invocation } from '../../command.ts';
import { note, printAll, printJson, rowsRead, withProgress } from '../../output.ts';
import { withDataset } from './known-dataset.ts';

export function exportData(name: string, invocation: Invocation): Promise<ExitCode> {
  const format = formatOf(invocation);
  return withDataset(name, invocation, async (host, dataset) => {
    const wanted = invocation.string('as-of');
    const { dataVersion, nRows } = wanted === undefined ? dataset.versions.at(-1)! : asOf(dataset, wanted);
    const table = await withProgress('export', (onProgress) =>
      host.workspace.datasets.table(dataVersion, rowsRead(onProgress, invocation.signal)),
    );
    const data = await format.write(table, dataVersion);
    const out = invocation.string('out');
    if (out === undefined) await toStdout(data.pieces);
    else await toFiles(out, data);
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
  if (!isFormat(name)) {
    throw new AppError('usage', {
      detail: `--format must be one of ${Object.keys(exportFormats).join(', ')}, not "${name}".`,
    });
  }
  const format = exportFormats[name];
  if (invocation.string('out') !== undefined) return format;
  if (name !== 'csv') {
    throw new AppError('usage', {
      detail: `The ${name} format ${format.binary ? 'is no text' : 'writes two files'}: give --out FILE.`,
    });
  }
  if (invocation.flag('json')) {
    throw new AppError('usage', { detail: 'With --json the rows go to a file: give --out FILE.' });
  }
  return format;
}

const isFormat = (name: string): name is keyof typeof exportFormats => Object.hasOwn(exportFormats, name);

async function toStdout(pieces: Iterable<string | Uint8Array>): Promise<void> {
  for (const piece of pieces)
    await printAll(typeof piece === 'string' ? piece : Buffer.from(piece).toString());
}

/** @throws AppError `file-unreadable` when a file cannot be written. */
async function toFiles(path: string, { pieces, beside }: TableExport): Promise<void> {
  try {
    await pipeline(Readable.from(pieces), createWriteStream(path));
    if (beside !== null) await writeFile(beside.nameOf(path), beside.text);
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new AppError('file-unreadable', {
      detail: `"${path}" cannot be written: ${reason}.`,
      cause: thrown,
    });
  }
}
