import { addAbortSignal, type Readable } from 'node:stream';
import { AppError } from '../shared/errors/app-error.ts';
import type { Host } from '../workers/lifecycle/host.ts';
import { openPredictor, type ModelReference, type Predictor } from '../workers/lifecycle/predict.ts';
import { lineBlocks, parseFeatures, type Line } from './json-lines.ts';
import { printAll } from './output.ts';
import { wireAnswer } from './wire-answer.ts';

type Options = { readonly topK: number; readonly signal: AbortSignal };

/**
 * One answer a line for one row a line, in order and as they come, in bounded memory. A line that is no
 * row is answered by its error.
 */
export async function predictLines(
  host: Host,
  reference: ModelReference,
  input: Readable,
  options: Options,
): Promise<0 | 1> {
  const predictor = await openPredictor(host, reference);
  let failed = false;
  try {
    for await (const lines of lineBlocks(addAbortSignal(options.signal, input))) {
      const answers = await answerLines(predictor, host.newId, lines, options);
      failed ||= answers.some((answer) => !answer.success);
      await printAll(answers.map((answer) => `${JSON.stringify(answer)}\n`).join(''));
    }
  } catch (thrown) {
    if (!options.signal.aborted) throw thrown;
    throw new AppError('aborted', { detail: 'The input was cut off.', cause: thrown });
  }
  return failed ? 1 : 0;
}

async function answerLines(
  { version, predict }: Predictor,
  newId: () => string,
  lines: readonly Line[],
  options: Options,
) {
  const parsed = lines.map(({ bytes, number }) => parseLine(bytes, `line ${number}`));
  const rows = parsed.filter((entry) => 'row' in entry).map(({ row }) => row);
  const outcomes = rows.length === 0 ? [] : await predict(rows, options);
  let served = 0;
  return parsed.map((entry) =>
    'row' in entry
      ? wireAnswer(version, outcomes[served++]!)
      : { success: false as const, error: entry.error.toProblem(), requestId: newId() },
  );
}

function parseLine(bytes: Buffer, where: string): { row: unknown } | { error: AppError } {
  try {
    return { row: parseFeatures(bytes, where) };
  } catch (thrown) {
    return { error: AppError.from(thrown) };
  }
}
