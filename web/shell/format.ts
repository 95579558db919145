/** How figures and times read everywhere in the page. */

const integers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
/** Made once: a formatter costs a hundred times what it formats. */
const figures = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });
const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const dateTime = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'narrow' });

export const formatCount = (count: number): string => integers.format(count);
export const formatCompact = (count: number): string => compact.format(count);

/** Four significant digits; no exponent for everyday sizes. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return integers.format(value);
  const size = Math.abs(value);
  if (size >= 1e9 || size < 1e-4) return value.toExponential(2);
  return figures.format(value);
}

/** Metrics line up: always three decimals. */
export const formatMetric = (value: number | string | null | undefined): string =>
  typeof value === 'number' ? value.toFixed(3) : (value ?? '–');

export const formatPercent = (share: number, digits = 1): string => `${(100 * share).toFixed(digits)} %`;

export const formatPlural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${value.toFixed(value < 10 ? 1 : 0)} ${units[power - 1]}`;
}

export function formatDuration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 1000) return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

/** `00:07.3`, as a stopwatch shows it. */
export function formatStopwatch(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = ((ms % 60_000) / 1000).toFixed(1).padStart(4, '0');
  return `${String(minutes).padStart(2, '0')}:${seconds}`;
}

export const formatDateTime = (iso: string | number): string => dateTime.format(new Date(iso));

const spans: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `3 min. ago`; the exact time belongs into a title beside it. */
export function formatAgo(iso: string | number, now = Date.now()): string {
  const ms = new Date(iso).getTime() - now;
  for (const [unit, size] of spans) {
    if (Math.abs(ms) >= size) return relative.format(Math.round(ms / size), unit);
  }
  return 'just now';
}

/** The first eight digits of a digest say enough to tell two apart. */
export const shortDigest = (digest: string): string => digest.slice(0, 8);
