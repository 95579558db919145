import type { ImportPlan } from '../import-plan.ts';

/**
 * What counts as missing unless the person says otherwise. Compared without blanks around and without
 * regard to case: `na`, `Null` and `NAN` are as missing as `NA`, `null` and `NaN`.
 */
export const DEFAULT_MISSING_MARKERS: readonly string[] = ['', 'NA', 'N/A', 'null', '?', 'NaN'];

export interface MarkerMatcher {
  /** Index of the marker that `bytes[start..end)`, without blanks around, is; −1 when it is none. */
  match(bytes: Uint8Array, start: number, end: number): number;
  /** Whether any marker could also be read as a number, so that markers must be tried first. */
  readonly numeric: boolean;
}

const MAX_MARKER_BYTES = 64;

export function markerMatcher(markers: readonly string[]): MarkerMatcher {
  const encoder = new TextEncoder();
  const patterns = markers.map((marker) => encoder.encode(lowerAscii(marker.trim())));
  const byLength: number[][] = Array.from({ length: MAX_MARKER_BYTES + 1 }, () => []);
  patterns.forEach((pattern, index) => byLength[pattern.length]?.push(index));
  return {
    numeric: markers.some((marker) => /^[-+.\d]/.test(marker.trim())),
    match(bytes, from, to) {
      let start = from;
      let end = to;
      while (start < end && bytes[start]! <= 32) start += 1;
      while (end > start && bytes[end - 1]! <= 32) end -= 1;
      if (end - start > MAX_MARKER_BYTES) return -1;
      const candidates = byLength[end - start]!;
      for (const index of candidates) if (equals(patterns[index]!, bytes, start)) return index;
      return -1;
    },
  };
}

const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

function equals(pattern: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < pattern.length; i += 1) {
    const byte = bytes[start + i]!;
    const lower = byte >= 65 && byte <= 90 ? byte + 32 : byte;
    if (lower !== pattern[i]) return false;
  }
  return true;
}

type MarkerCount = ImportPlan['columns'][number]['missing'][number];

/** Only the markers that occur. */
export function countsByMarker(markers: readonly string[], counts: readonly number[]): MarkerCount[] {
  return markers.flatMap((marker, i) => (counts[i]! > 0 ? [{ marker, count: counts[i]! }] : []));
}

/** The counts with the nulls of formats that have a word for missing, under the marker `null`. */
export function withNulls(counts: readonly MarkerCount[], nulls: number): MarkerCount[] {
  if (nulls === 0) return [...counts];
  const written = counts.find(({ marker }) => marker === 'null');
  const others = counts.filter((entry) => entry !== written);
  return [...others, { marker: 'null', count: nulls + (written?.count ?? 0) }];
}
