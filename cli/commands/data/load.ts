import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { DatasetRecord } from '../../../shared/records/dataset.ts';
import { loadedPart, rounded } from '../../../shared/records/dataset-batches.ts';
import { stagedSource } from '../../../shared/records/dataset-history.ts';
import {
  csvSchemaEdits,
  parseCsvSchema,
  planForCsvSchema,
  schemaFileName,
  type CsvSchema,
} from '../../../shared/table/csv-schema.ts';
import type { ImportEdits, ImportPlan } from '../../../shared/table/import-plan.ts';
import type { OnBroken } from '../../../workers/lifecycle/guard-load.ts';
import {
  datasetNameOf,
  loadFile,
  loadMore,
  planFile,
  type GuardedLoad,
  type Stage,
} from '../../../workers/lifecycle/load.ts';
import type { FileRef } from '../../../workers/tasks/task.ts';
import type { ExitCode, Invocation } from '../../command.ts';
import { filePart } from '../../file-part.ts';
import { withHost, type FolderHost } from '../../host.ts';
import { wholeNumber } from '../../invocation.ts';
import { note, print, printJson, withProgress } from '../../output.ts';
import { isFile, namingTheFile, noteReport } from '../../source.ts';
import { writeRejected } from '../validate/suite-files.ts';
import { inTheNameOf, withDataset } from './known-dataset.ts';
import { statusOf, statusText } from './status.ts';

const DEFAULT_STEP = 3;

/** Loads a file, in part or whole, or the next part of a dataset that was loaded in part. */
export async function loadData(source: string, invocation: Invocation): Promise<ExitCode> {
  return (await isFile(source)) ? loadPath(source, invocation) : loadNext(source, invocation);
}

function loadPath(path: string, invocation: Invocation): Promise<ExitCode> {
  const stage = stageOf(invocation);
  const fileName = basename(path);
  const name = invocation.string('dataset') ?? datasetNameOf(fileName);
  return withHost(invocation, (host) =>
    withProgress('load', async (onProgress) => {
      const file = { path: resolve(path) };
      const existing = await host.workspace.datasets.get(name);
      const plan = await namingTheFile(path, () =>
        planned(host, { path, file, fileName, edits: filePart(invocation) }, existing),
      );
      const target = targetFor(invocation, plan, existing);
      const { signal } = invocation;
      const loaded = await loadFile(
        inTheNameOf(host, invocation),
        { file, fileName, plan, dataset: name, target, stage, onBroken: onBrokenOf(invocation) },
        { signal, onProgress },
      );
      noteReport(fileName, loaded.report);
      await setAside(loaded, invocation);
      return shown(loaded.dataset, loaded.added, invocation);
    }),
  );
}

const onBrokenOf = (invocation: Invocation): OnBroken =>
  invocation.string('quarantine') === undefined ? 'refuse' : 'quarantine';

/** Writes the rows that were left out where the person wants them. */
async function setAside({ contract }: Pick<GuardedLoad, 'contract'>, invocation: Invocation): Promise<void> {
  const path = invocation.string('quarantine');
  const rejected = contract?.rejected ?? null;
  if (path !== undefined && rejected !== null) await writeRejected(path, rejected);
}

function stageOf(invocation: Invocation): Stage {
  const percent = percentOf(invocation, { points: 100, added: false });
  if (percent.added) {
    throw new AppError('usage', {
      detail:
        'Points are added to a dataset: `treadle data load DATASET --percent +3`; a file takes the share, as in --percent 40.',
    });
  }
  const seeded = invocation.string('shuffle') !== undefined;
  const seed = seeded ? wholeNumber(invocation, 'shuffle', { min: 0, max: 2 ** 32 - 1, fallback: 0 }) : null;
  return { percent: percent.points, seed };
}

/** @throws AppError `usage`. */
function percentOf(
  invocation: Invocation,
  fallback: { points: number; added: boolean },
): { points: number; added: boolean } {
  const text = invocation.string('percent');
  if (text === undefined) return fallback;
  const points = Number(text);
  if (/^\+?\d+(\.\d+)?$/.test(text) && points > 0 && points <= 100)
    return { points, added: text.startsWith('+') };
  throw new AppError('usage', {
    detail: `--percent must be above 0 and at most 100, as 40 or +3, not "${text}".`,
  });
}

/** By the schema file beside an exact export; else by the types of the dataset, where there is one. */
async function planned(
  host: FolderHost,
  { path, file, fileName, edits }: { path: string; file: FileRef; fileName: string; edits: ImportEdits },
  existing: DatasetRecord | null,
): Promise<ImportPlan> {
  const schema = await schemaBeside(path);
  if (schema !== null) {
    note(`${fileName}: read by its schema file ${schemaFileName(fileName)}.`);
    return planForCsvSchema(await planFile(host, file, fileName, csvSchemaEdits(schema)), schema);
  }
  const plan = await planFile(host, file, fileName, edits);
  const types = new Map(existing?.schema.map(({ name, type }) => [name, type]));
  const columns = plan.columns.map((column) => ({ ...column, type: types.get(column.name) ?? column.type }));
  return { ...plan, columns };
}

async function schemaBeside(path: string): Promise<CsvSchema | null> {
  const schemaPath = schemaFileName(path);
  return (await isFile(schemaPath)) ? parseCsvSchema(await readFile(schemaPath, 'utf8')) : null;
}

function targetFor(invocation: Invocation, plan: ImportPlan, existing: DatasetRecord | null): string | null {
  if (existing !== null) return existing.target;
  const wished = invocation.string('target');
  if (wished === undefined) {
    if (plan.suggestedTarget !== null)
      note(`The target is taken to be "${plan.suggestedTarget}" (--target names another).`);
    return plan.suggestedTarget;
  }
  if (plan.columns.some(({ name }) => name === wished)) return wished;
  throw new AppError('column-unknown', {
    detail: `There is no column "${wished}"; the columns are ${plan.columns.map(({ name }) => `"${name}"`).join(', ')}.`,
  });
}

function loadNext(name: string, invocation: Invocation): Promise<ExitCode> {
  for (const option of ['dataset', 'shuffle', 'target', 'entry', 'sheet', 'decimal']) {
    if (invocation.string(option) === undefined) continue;
    throw new AppError('usage', { detail: `"${name}" is no file, and only a file takes --${option}.` });
  }
  const { points, added } = percentOf(invocation, { points: DEFAULT_STEP, added: true });
  return withDataset(name, invocation, async (host, dataset) => {
    const step = added ? points : pointsTo(dataset, points);
    if (step <= 0) return shown(dataset, false, invocation);
    const loaded = await loadMore(host, name, step, onBrokenOf(invocation));
    await setAside(loaded, invocation);
    return shown(loaded.dataset, true, invocation);
  });
}

/** Points from where the source stands to a share of it. */
function pointsTo(dataset: DatasetRecord, share: number): number {
  const source = stagedSource(dataset);
  return source < 0 ? share : rounded(share - loadedPart(dataset, source).upTo);
}

function shown(dataset: DatasetRecord, added: boolean, invocation: Invocation): ExitCode {
  if (invocation.flag('json')) printJson({ added, ...statusOf(dataset) });
  else print(`${added ? '' : 'Nothing new: these rows are loaded already.\n'}${statusText(dataset)}`);
  return 0;
}
