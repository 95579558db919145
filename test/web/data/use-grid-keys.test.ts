import { expect, it } from 'vitest';
import { placeAfter } from '../../../web/data/use-grid-keys.ts';

const size = { nRows: 100, nColumns: 5, pageRows: 10 };

it.each([
  ['ArrowDown', false, { row: 4, column: 2 }, { row: 5, column: 2 }],
  ['ArrowUp', false, { row: 0, column: 2 }, { row: 0, column: 2 }],
  ['ArrowLeft', false, { row: 4, column: 0 }, { row: 4, column: -1 }],
  ['ArrowRight', false, { row: 4, column: 4 }, { row: 4, column: 4 }],
  ['PageDown', false, { row: 95, column: 1 }, { row: 99, column: 1 }],
  ['PageUp', false, { row: 25, column: 1 }, { row: 15, column: 1 }],
  ['Home', false, { row: 25, column: 3 }, { row: 25, column: -1 }],
  ['End', false, { row: 25, column: 3 }, { row: 25, column: 4 }],
  ['Home', true, { row: 25, column: 3 }, { row: 0, column: -1 }],
  ['End', true, { row: 25, column: 3 }, { row: 99, column: 4 }],
])('%s (Ctrl: %s) goes from one cell to the next and stays in the grid', (key, ctrl, from, to) => {
  expect(placeAfter(key, ctrl, from, size)).toEqual(to);
});

it('leaves other keys to the browser', () => {
  expect(placeAfter('Tab', false, { row: 0, column: 0 }, size)).toBeNull();
  expect(placeAfter('a', false, { row: 0, column: 0 }, size)).toBeNull();
});
