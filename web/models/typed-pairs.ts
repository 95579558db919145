import { AppError } from '../../shared/errors/app-error.ts';

interface Pair {
  readonly key: string;
  readonly value: string;
}

/** `team=risk, market=north` as pairs; a word without `=` is a key alone. */
export function readTags(text: string): Pair[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at <= 0
        ? { key: part, value: '' }
        : { key: part.slice(0, at).trim(), value: part.slice(at + 1).trim() };
    });
}

export const tagsText = (tags: readonly Pair[]): string =>
  tags.map(({ key, value }) => (value === '' ? key : `${key}=${value}`)).join(', ');

/** `test_f1=0.81` as figures. @throws AppError `request-invalid` naming what is no number. */
export function readMetrics(text: string): { key: string; value: number }[] {
  return readTags(text).map(({ key, value }) => {
    if (value !== '' && Number.isFinite(Number(value))) return { key, value: Number(value) };
    throw new AppError('request-invalid', {
      detail: `The metric "${key}" needs a number, as in ${key}=0.8.`,
    });
  });
}
