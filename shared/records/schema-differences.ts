import type { SchemaColumn } from './dataset.ts';

/**
 * What keeps two schemas apart, one sentence each; empty when they are equal in names, types and order.
 * Cost: linear in the columns.
 */
export function schemaDifferences(
  expected: readonly SchemaColumn[],
  actual: readonly SchemaColumn[],
): string[] {
  const wanted = new Map(expected.map(({ name, type }) => [name, type]));
  const found = new Map(actual.map(({ name, type }) => [name, type]));
  const differences = [
    ...expected.filter(({ name }) => !found.has(name)).map(({ name }) => `column "${name}" is missing`),
    ...actual.filter(({ name }) => !wanted.has(name)).map(({ name }) => `column "${name}" is new`),
    ...expected.flatMap(({ name, type }) => {
      const other = found.get(name);
      return other === undefined || other === type ? [] : [`column "${name}" is ${other} instead of ${type}`];
    }),
  ];
  if (differences.length > 0) return differences;
  const sameOrder = expected.every(({ name }, i) => actual[i]?.name === name);
  return sameOrder
    ? []
    : [`the columns stand in another order (${actual.map(({ name }) => name).join(', ')})`];
}
