import { AppError } from '../../shared/errors/app-error.ts';
import type { Signature } from '../../shared/packaging/manifest.ts';

/**
 * Rows to ask from JSON text: one features object, one array in signature order, a list of either, or a
 * body as the HTTP API takes it (`{features}`, `{instances}`).
 * @throws AppError `malformed-json` with line and column where the engine tells, `request-invalid` when it holds no row.
 */
export function parseInstances(text: string, signature: Signature): unknown[] {
  const value = unwrapped(parsed(text), signature);
  const rows = isListOfRows(value) ? value : [value];
  if (rows.length === 0)
    throw new AppError('request-invalid', { detail: 'The list holds no row.', pointer: '' });
  return rows;
}

const isRow = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** An array of plain values is one row in signature order. */
const isListOfRows = (value: unknown): value is unknown[] =>
  Array.isArray(value) && (value.length === 0 || value.some(isRow));

function unwrapped(value: unknown, { inputs }: Signature): unknown {
  if (!isRow(value) || Array.isArray(value)) return value;
  for (const [key, inner] of Object.entries(value as object)) {
    const isWrapper = key === 'features' || key === 'instances';
    if (isWrapper && isRow(inner) && !inputs.some(({ name }) => name === key)) return inner;
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { message } = cause as Error;
    throw new AppError('malformed-json', { detail: `${message}${place(message, text)}`, cause });
  }
}

/** Most engines say at which character, if at all: people look for a line. */
function place(message: string, text: string): string {
  const [, at] = /position (\d+)(?!.*line)/.exec(message) ?? [];
  if (at === undefined) return '';
  const lines = text.slice(0, Number(at)).split('\n');
  return ` (line ${lines.length}, column ${lines.at(-1)!.length + 1})`;
}
