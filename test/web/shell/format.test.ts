import { describe, expect, test } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatDuration,
  formatMetric,
  formatNumber,
  formatPlural,
  formatStopwatch,
} from '../../../web/shell/format.ts';

describe('figures in the page', () => {
  test('everyday numbers keep four significant digits and need no exponent', () => {
    expect([0, 1234567, 3.14159, 0.012345, -2.5].map(formatNumber)).toEqual([
      '0',
      '1,234,567',
      '3.142',
      '0.01235',
      '-2.5',
    ]);
  });

  test('numbers beyond everyday size are written with an exponent, and non-finite ones by name', () => {
    expect([1.5e12 + 0.5, 0.00001234, NaN, Infinity].map(formatNumber)).toEqual([
      '1.50e+12',
      '1.23e-5',
      'NaN',
      'Infinity',
    ]);
  });

  test('metrics line up at three decimals; what is no number stays as it is', () => {
    expect([0.84999, 1, 'NaN', null, undefined].map(formatMetric)).toEqual([
      '0.850',
      '1.000',
      'NaN',
      '–',
      '–',
    ]);
  });

  test('counts take the plural from two on, and for none', () => {
    expect([0, 1, 2].map((n) => formatPlural(n, 'batch', 'batches'))).toEqual([
      '0 batches',
      '1 batch',
      '2 batches',
    ]);
  });

  test('sizes grow by 1024', () => {
    expect([999, 1024, 15 * 1024 ** 2, 3 * 1024 ** 3].map(formatBytes)).toEqual([
      '999 B',
      '1.0 KiB',
      '15 MiB',
      '3.0 GiB',
    ]);
  });

  test('durations change their unit where people would', () => {
    expect([0.1234, 4.2, 320, 8_700, 61_000].map(formatDuration)).toEqual([
      '0.12 ms',
      '4.2 ms',
      '320 ms',
      '8.7 s',
      '1 min 1 s',
    ]);
  });

  test('a stopwatch never changes its width below an hour', () => {
    expect([0, 7_340, 61_000].map(formatStopwatch)).toEqual(['00:00.0', '00:07.3', '01:01.0']);
  });

  test('what happened less than a minute ago is just now', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    expect(formatAgo('2026-03-01T11:59:30Z', now)).toBe('just now');
    expect(formatAgo('2026-03-01T09:00:00Z', now)).toMatch(/^3 ?h.* ago$/);
  });
});
