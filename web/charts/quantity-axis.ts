import { axis } from './base-option.ts';
import type { Palette } from './palette.ts';

/** What an axis measures; `time` in milliseconds since 1970. */
export interface Quantity {
  readonly name: string;
  readonly time?: boolean;
}

/** An axis that shows where the data lie rather than always starting at 0. */
export const quantityAxis = (
  palette: Palette,
  { name, time = false }: Quantity,
  extra: object = {},
): object => axis(palette, { type: time ? 'time' : 'value', name, scale: true, ...extra });
