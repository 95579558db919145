import { AppError } from '../errors/app-error.ts';
import { derivedColumn, type DerivedColumn } from '../records/derived.ts';

/** How the operations are written, for help and errors. */
export const DERIVED_FORMS = [
  'NAME=ratio(A,B)',
  'NAME=difference(A,B)',
  'NAME=product(A,B)',
  'NAME=log(A)',
  'NAME=bins(A,5)',
  'NAME=bins(A,5,quantiles)',
  'NAME=bins(A,edges:18:30:65)',
] as const;

const FORM = /^(.*?)=\s*(\w+)\s*\((.*)\)\s*$/s;

/**
 * Reads one derived column as people write it into data; nothing is computed from the text. Names with commas,
 * parentheses or `=` stand in double quotes. `number` behind the arguments of bins makes numbers instead of
 * categories.
 * @throws AppError `usage` with the forms there are.
 */
export function parseDerived(text: string): DerivedColumn {
  const [name, rest] = text.startsWith('"') ? quotedName(text) : [undefined, text];
  const match = FORM.exec(name === undefined ? rest : `=${rest.replace(/^\s*=/, '')}`);
  if (match === null) throw unreadable(text);
  const [, plain, op, inner] = match as unknown as [string, string, string, string];
  const parts = cutArguments(inner);
  if (parts === null) throw unreadable(text);
  const parsed = derivedColumn.safeParse({ name: name ?? plain.trim(), op, ...argumentsOf(op, parts) });
  if (!parsed.success) throw unreadable(text);
  return parsed.data;
}

function quotedName(text: string): [string | undefined, string] {
  const end = text.indexOf('"', 1);
  return end < 0 ? [undefined, text] : [text.slice(1, end), text.slice(end + 1)];
}

/** Cut at commas outside of double quotes; null for a quote that is left open. */
function cutArguments(text: string): string[] | null {
  const parts = [...text.matchAll(/\s*(?:"([^"]*)"|([^,"]*))\s*(?:,|$)/gy)];
  const read = parts.reduce((length, [whole]) => length + whole.length, 0);
  if (read < text.length) return null;
  const values = parts.map(([, quoted, plain]) => quoted ?? plain!.trim());
  // The end of the text matches once more, as an empty argument.
  return values.at(-1) === '' && !text.trimEnd().endsWith(',') ? values.slice(0, -1) : values;
}

function argumentsOf(op: string, parts: readonly string[]): Record<string, unknown> {
  if (op !== 'bins') return { of: parts };
  const [of, ...settings] = parts;
  const as = settings.includes('number') ? 'number' : 'category';
  const others = settings.filter((setting) => setting !== 'number' && setting !== 'category');
  return { of: [of], by: binsBy(others), as };
}

function binsBy([first = '', ...more]: readonly string[]): unknown {
  if (first.startsWith('edges:'))
    return more.length > 0
      ? null
      : { edges: 'given', at: first.slice('edges:'.length).split(':').map(toNumber) };
  if (more.length > 1) return null;
  return { edges: more[0] ?? 'width', count: toNumber(first) };
}

const toNumber = (text: string): number => (text.trim() === '' ? NaN : Number(text));

function unreadable(text: string): AppError {
  return new AppError('usage', {
    detail: `"${text}" is no derived column. They are written ${DERIVED_FORMS.join(', ')}.`,
    remedy: 'Put names with commas, parentheses or = in double quotes.',
  });
}

/** The same form back, for summaries. */
export function derivedText(column: DerivedColumn): string {
  const quoted = (name: string): string => (/^[^\s,"()=][^,"()=]*$/.test(name) ? name : `"${name}"`);
  const of = column.of.map(quoted).join(',');
  if (column.op !== 'bins') return `${quoted(column.name)}=${column.op}(${of})`;
  const { by, as } = column;
  const how =
    by.edges === 'given'
      ? `edges:${by.at.join(':')}`
      : `${by.count}${by.edges === 'width' ? '' : ',quantiles'}`;
  return `${quoted(column.name)}=bins(${of},${how}${as === 'number' ? ',number' : ''})`;
}
