import { writeFile } from 'node:fs/promises';
import { AppError } from '../../../shared/errors/app-error.ts';
import { parseSuiteText, type Suite } from '../../../shared/records/suite.ts';
import type { Table } from '../../../shared/table/table.ts';
import { writeCsv } from '../../../shared/table/write-csv.ts';
import { note } from '../../output.ts';
import { namingTheFile, readBytes } from '../../source.ts';

/** @throws AppError `file-unreadable`, `suite-invalid`. */
export async function readSuiteFile(path: string): Promise<Suite> {
  const bytes = await readBytes(path);
  return namingTheFile(path, async () => parseSuiteText(new TextDecoder().decode(bytes)));
}

export async function writeSuiteFile(path: string, suite: Suite): Promise<void> {
  await writeOut(path, `${JSON.stringify(suite, null, 2)}\n`);
  note(`${path}: a suite of ${suite.expectations.length} expectations.`);
}

/** Rows that break a suite, with their numbers and the reasons, as CSV that is safe to open (SEC6). */
export async function writeRejected(path: string, rejected: Table): Promise<void> {
  await writeOut(path, writeCsv(rejected));
  note(`${path}: ${rejected.nRows} ${rejected.nRows === 1 ? 'row' : 'rows'} with the reasons.`);
}

/** @throws AppError `file-unwritable`. */
export async function writeOut(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('file-unwritable', { detail: `"${path}" cannot be written: ${reason}.`, cause });
  }
}
