import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDatetime, parseDatetimeText, type DateOrder } from '../../shared/table/datetime-text.ts';
import { bytesOf } from './delimited.ts';

const read = (text: string, order: DateOrder | null = null): string | null => {
  const ms = parseDatetime(bytesOf(text), 0, bytesOf(text).length, order);
  return Number.isNaN(ms) ? null : new Date(ms).toISOString();
};

describe('a date in text', () => {
  it('is read back from ISO 8601, whatever the day', () => {
    const days = fc.date({ noInvalidDate: true, min: new Date('0001-01-01'), max: new Date('9999-12-31') });
    fc.assert(
      fc.property(days, (date) => {
        expect(parseDatetimeText(date.toISOString())).toBe(date.getTime());
      }),
    );
  });

  it.each([
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['2024/2/9', '2024-02-09T00:00:00.000Z'],
    ['2024-02-29 13:05', '2024-02-29T13:05:00.000Z'],
    ['2024-02-29T13:05:59.1239', '2024-02-29T13:05:59.123Z'],
    ['2024-02-29T13:05:59.5Z', '2024-02-29T13:05:59.500Z'],
    ['2024-02-29T00:30:00+01:00', '2024-02-28T23:30:00.000Z'],
    ['2024-02-29T00:30-0530', '2024-02-29T06:00:00.000Z'],
    [' 2024-02-29 ', '2024-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, iso) => expect(read(text)).toBe(iso));

  it.each([
    '2023-02-29',
    '2024-13-01',
    '2024-00-10',
    '2024-04-31',
    '0000-01-01',
    '2024-01',
    '2024',
    '20240101',
    '2024-01/01',
    '2024.01.01',
    '2024-01-01T',
    '2024-01-01T24:00',
    '2024-01-01 1',
    '2024-01-01T10:60',
    '2024-01-01T10:00x',
    '2024-01-01T10:00:00.',
    '2024-01-01T10:00+1',
    '2024-01-01  10:00',
    '24-01-01',
    '1,2',
  ])('%s is none', (text) => expect(read(text)).toBeNull());

  it('with the year last needs an order, and a dot always means the day first', () => {
    expect(read('3/4/2021')).toBeNull();
    expect(read('3/4/2021', 'day-month')).toBe('2021-04-03T00:00:00.000Z');
    expect(read('3/4/2021 9:15', 'month-day')).toBe('2021-03-04T09:15:00.000Z');
    expect(read('31-12-2021', 'month-day')).toBeNull();
    expect(read('3.4.2021', 'day-month')).toBe('2021-04-03T00:00:00.000Z');
    expect(read('3.4.2021', 'month-day')).toBeNull();
    expect(read('2021-04-03', 'month-day')).toBe('2021-04-03T00:00:00.000Z');
  });
});
