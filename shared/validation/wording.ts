/** A share as a percentage with up to two significant digits below one: `26.5 %`, `0.16 %`. */
export function percent(part: number, whole: number): string {
  const value = whole === 0 ? 0 : (100 * part) / whole;
  return `${Number(value.toFixed(value < 1 ? 2 : 1))} %`;
}

export function rowsText(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}

/** A number as a person reads it: at most six significant digits. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
