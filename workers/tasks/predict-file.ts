import { AppError } from '../../shared/errors/app-error.ts';
import type { FeatureValue, Signature } from '../../shared/packaging/manifest.ts';
import { cell } from '../../shared/table/cells.ts';
import { readBoolean } from '../../shared/table/delimited/boolean-text.ts';
import { createNumberReader } from '../../shared/table/delimited/number-text.ts';
import { planFile, readFile } from '../../shared/table/formats/open-file.ts';
import { planForSchema } from '../../shared/table/plan-import.ts';
import type { Cell, Table } from '../../shared/table/table.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';
import { breather } from '../pool/breathe.ts';
import { openedModel } from './opened-models.ts';
import { predictTimed } from './predict.ts';
import type { FileRef, Task, TaskContext } from './task.ts';
import type { PredictionOutcome, TaskMap } from './tasks.ts';

type Inputs = Signature['inputs'];

const encoder = new TextEncoder();
const numbers = createNumberReader();

export const predictFileTask: Task<TaskMap['predict-file']['input'], TaskMap['predict-file']['output']> = {
  async run({ model, file }, context) {
    const served = await openedModel(model, context);
    const { inputs } = served.manifest.signature;
    const { table, report } = await readFor(inputs, file, context);
    const rows = instanceRows(inputs, table);
    const answers = await predictInBlocks(rows, context, (block) => predictTimed(served, block, context));
    const { rejected, rejectedCount } = report;
    return { answers, csv: answersAsCsv(inputs, rows, answers), rejected, rejectedCount };
  },
};

/** The model's columns of the file, read by the types that the model knows. */
async function readFor(
  inputs: Inputs,
  file: FileRef,
  { report, signal, openFile }: TaskContext,
): ReturnType<typeof readFile> {
  const source = await openFile(file);
  const plan = await planFile(source, '');
  requireColumns(inputs, new Set(plan.columns.map(({ name }) => name)));
  return readFile(source, planForSchema(plan, inputs), {
    signal,
    onProgress: (done) => report({ stage: 'load', done, total: source.sizeBytes }),
  });
}

function requireColumns(inputs: Inputs, present: ReadonlySet<string>): void {
  const absent = inputs.filter(({ name }) => !present.has(name)).map(({ name }) => `"${name}"`);
  if (absent.length === 0) return;
  throw new AppError('features-invalid', {
    detail: `The file lacks ${absent.length === 1 ? 'a column' : 'columns'} that the model needs: ${absent.slice(0, 10).join(', ')}.`,
    remedy: 'Add the columns to the file, with a header.',
  });
}

function instanceRows(inputs: Inputs, table: Table): Cell[][] {
  const columns = inputs.map(({ name }) => table.columns.find((column) => column.name === name)!);
  return Array.from({ length: table.nRows }, (_, row) =>
    columns.map((column, at) => asType(inputs[at]!.type, cell(column, row))),
  );
}

/** One odd cell makes its whole column text; the other cells of it are still what they look like. */
function asType(type: Inputs[number]['type'], value: Cell): Cell {
  if (typeof value !== 'string') return value;
  const bytes = encoder.encode(value);
  if (type === 'numeric') return numbers.read(bytes, 0, bytes.length) ? numbers.value : value;
  if (type !== 'boolean') return value;
  const truth = readBoolean(bytes, 0, bytes.length);
  return truth < 0 ? value : truth === 1;
}

const BLOCK_ROWS = 2000;

async function predictInBlocks(
  rows: readonly Cell[][],
  { report, checkNotAborted }: TaskContext,
  predict: (block: readonly Cell[][]) => PredictionOutcome[],
): Promise<PredictionOutcome[]> {
  const answers: PredictionOutcome[] = [];
  const breath = breather();
  for (let from = 0; from < rows.length; from += BLOCK_ROWS) {
    answers.push(...predict(rows.slice(from, from + BLOCK_ROWS)));
    report({ stage: 'evaluate', done: answers.length, total: rows.length });
    await breath();
    checkNotAborted();
  }
  return answers;
}

/** The cells that were read, then the answer; `error` says why a row has none. */
function answersAsCsv(
  inputs: Inputs,
  rows: readonly Cell[][],
  answers: readonly PredictionOutcome[],
): string {
  const header = [...inputs.map(({ name }) => name), 'prediction', 'confidence', 'error'];
  return writeCsv({ header, rows: rows.map((row, at) => [...row, ...answerCells(answers[at]!)]) });
}

function answerCells(outcome: PredictionOutcome): FeatureValue[] {
  if ('problem' in outcome) return [null, null, outcome.problem.detail];
  return [outcome.answer.prediction, outcome.answer.confidence, null];
}
