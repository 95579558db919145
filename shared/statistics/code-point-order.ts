/** Orders by Unicode code point: the same on every host, unlike a locale's collation or UTF-16 order. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    if (a.charCodeAt(i) === b.charCodeAt(i)) continue;
    // At the second half of a surrogate pair the first halves were equal, so comparing units is right too.
    return a.codePointAt(i)! - b.codePointAt(i)!;
  }
  return a.length - b.length;
}
