import { expect, test } from 'vitest';
import { createStore } from '../../../web/shell/store.ts';

test('listeners hear of every change, and of none when the value stays the same', () => {
  const store = createStore(1);
  let heard = 0;
  const leave = store.subscribe(() => (heard += 1));
  store.set(2);
  store.update((value) => value);
  store.update((value) => value + 1);
  leave();
  store.set(9);
  expect([store.get(), heard]).toEqual([9, 2]);
});
