/** Names that would be dangerous as object keys in a request's `features` (SEC4). */
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * A unique, safe name for each header cell: an empty one becomes `column_3` (1-based place), a second `a`
 * becomes `a_2`, and `__proto__`, `constructor` and `prototype` get a trailing `_` (SEC4). Blanks around
 * are dropped, line breaks and other control characters become a blank. Cost: linear.
 */
export function columnNames(sourceNames: readonly string[]): string[] {
  const wished = sourceNames.map(safeName);
  // A name that stands in the file is never given to a repaired one.
  const reserved = new Set(wished);
  const taken = new Set<string>();
  const counters = new Map<string, number>();
  return wished.map((name) => {
    let unique = name;
    for (let n = counters.get(name) ?? 1; taken.has(unique) || (unique !== name && reserved.has(unique));) {
      n += 1;
      counters.set(name, n);
      unique = `${name}_${n}`;
    }
    taken.add(unique);
    return unique;
  });
}

function safeName(source: string, index: number): string {
  const name = source.replace(/\p{Cc}+/gu, ' ').trim();
  if (name === '') return `column_${index + 1}`;
  return FORBIDDEN.has(name) ? `${name}_` : name;
}
