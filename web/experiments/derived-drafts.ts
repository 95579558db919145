import type { DerivedColumn } from '../../shared/records/derived.ts';
import type { SchemaColumn } from '../../shared/records/dataset.ts';

export type Op = DerivedColumn['op'];

export const opLabels: Record<Op, string> = {
  ratio: 'Ratio, a ÷ b',
  difference: 'Difference, a − b',
  product: 'Product, a × b',
  log: 'Logarithm of a',
  bins: 'Bins of a',
};

/** How many columns an operation takes. */
const arity: Record<Op, 1 | 2> = { ratio: 2, difference: 2, product: 2, log: 1, bins: 1 };

/** What can be derived from: numbers, yes and no, and for a difference dates. */
export function sourcesFor(
  op: Op,
  schema: readonly SchemaColumn[],
  before: readonly DerivedColumn[],
): string[] {
  const types = new Set(op === 'difference' ? ['numeric', 'boolean', 'datetime'] : ['numeric', 'boolean']);
  const columns = schema.filter(({ type }) => types.has(type)).map(({ name }) => name);
  const made = before.filter((column) => column.op !== 'bins' || column.as === 'number');
  return [...columns, ...made.map(({ name }) => name)];
}

/** A column of that operation, complete from the start, on the sources kept as far as they fit. */
export function draftOf(
  op: Op,
  sources: readonly string[],
  taken: readonly string[],
  kept: readonly string[] = [],
): DerivedColumn | null {
  const of = [
    ...kept.filter((name) => sources.includes(name)),
    ...sources.filter((name) => !kept.includes(name)),
  ];
  const [a, b] = of;
  if (a === undefined || (arity[op] === 2 && b === undefined)) return null;
  const name = freeName(arity[op] === 2 ? `${op} of ${a} and ${b!}` : `${op} of ${a}`, taken);
  if (op === 'bins') return { op, name, of: [a], by: { edges: 'quantiles', count: 5 }, as: 'category' };
  return op === 'log' ? { op, name, of: [a] } : { op, name, of: [a, b!] };
}

function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let next = 2; taken.includes(free); next += 1) free = `${name} (${next})`;
  return free;
}

/** `18; 30; 65` → numbers; null while it is none. */
export function readEdges(text: string): number[] | null {
  const parts = text.split(/[;\s]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  const good = numbers.every((edge, i) => Number.isFinite(edge) && (i === 0 || numbers[i - 1]! < edge));
  return good && numbers.length > 0 && numbers.length < 100 ? numbers : null;
}
