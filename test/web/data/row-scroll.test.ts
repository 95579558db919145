import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moved, type ScrollBounds } from '../../../web/data/use-row-scroll.ts';

/** Ten million rows of 30 pixels, where 12 million pixels can be drawn. */
const bounds: ScrollBounds = { seen: 500, mostScrolled: 11_999_500, mostAbove: 299_999_500 };
const places = fc.record({
  scrolled: fc.integer({ min: 1, max: bounds.mostScrolled - 1 }),
  above: fc.integer({ min: 1, max: bounds.mostAbove - 1 }),
});

describe('scrolling more rows than a browser can draw', () => {
  test('a small move skips no row: rows move by as many pixels', () => {
    fc.assert(
      fc.property(places, fc.integer({ min: -499, max: 499 }), (from, by) => {
        const scrolled = from.scrolled + by;
        fc.pre(scrolled > 0 && scrolled < bounds.mostScrolled);
        const { above } = moved(from, scrolled, bounds);
        expect(above).toBe(Math.min(bounds.mostAbove, Math.max(0, from.above + by)));
      }),
    );
  });

  test('dragging the bar goes to the same share of the rows', () => {
    const half = moved({ scrolled: 0, above: 0 }, bounds.mostScrolled / 2, bounds);
    expect(half.above).toBe(bounds.mostAbove / 2);
  });

  test('either end of the bar is that end of the rows, from anywhere', () => {
    fc.assert(
      fc.property(places, (from) => {
        expect(moved(from, 0, bounds).above).toBe(0);
        expect(moved(from, bounds.mostScrolled, bounds).above).toBe(bounds.mostAbove);
        // A scroll bar below the rows leaves a few pixels more to scroll.
        expect(moved(from, bounds.mostScrolled + 15, bounds).above).toBe(bounds.mostAbove);
      }),
    );
  });

  test('rows that can be drawn as they are stand where the box is scrolled to', () => {
    const plain = { seen: 500, mostScrolled: 2500, mostAbove: 2500 };
    expect(moved({ scrolled: 7, above: 7 }, 1234, plain)).toEqual({ scrolled: 1234, above: 1234 });
  });
});
