import type { Hexes } from './pictures.ts';

const COLUMNS = 36;

/**
 * Counts points in a grid of hexagons, 36 across the range of x: the nearer of two candidate centres on two
 * offset lattices. Pairs with a NaN are left out. Cost: linear. Source: Carr et al., JASA 82 (1987).
 */
export function hexBins(x: Float64Array, y: Float64Array): Hexes {
  const [minX, maxX] = rangeOf(x, y);
  const [minY, maxY] = rangeOf(y, x);
  const width = (maxX - minX) / COLUMNS || 1;
  // Rows of a lattice lie 1.5 sides apart; the box on screen is about twice as wide as high.
  const height = (maxY - minY) / (COLUMNS / 2) || 1;
  const cells = new Map<number, number>();
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i]! + y[i]!)) continue;
    const key = nearestCell((x[i]! - minX) / width, (y[i]! - minY) / height);
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  return {
    kind: 'hexes',
    width,
    height,
    cells: [...cells].map(([key, count]) => {
      const { column, row } = unpack(key);
      return [minX + column * width, minY + row * height, count];
    }),
  };
}

/** Two lattices of centres, whole and half numbers, interleaved: what is nearer has it. */
function nearestCell(px: number, py: number): number {
  const [wholeX, wholeY] = [Math.round(px), Math.round(py)];
  const [halfX, halfY] = [Math.floor(px), Math.floor(py)];
  const toWhole = (px - wholeX) ** 2 + 3 * (py - wholeY) ** 2;
  const toHalf = (px - halfX - 0.5) ** 2 + 3 * (py - halfY - 0.5) ** 2;
  return toWhole <= toHalf ? pack(wholeX, wholeY, 0) : pack(halfX, halfY, 1);
}

const pack = (column: number, row: number, half: number): number => ((column * 64 + row) << 1) | half;

function unpack(key: number): { column: number; row: number } {
  const offset = key & 1 ? 0.5 : 0;
  const cell = key >> 1;
  return { column: Math.floor(cell / 64) + offset, row: (cell % 64) + offset };
}

function rangeOf(values: Float64Array, others: Float64Array): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i]! + others[i]!)) continue;
    if (values[i]! < min) min = values[i]!;
    if (values[i]! > max) max = values[i]!;
  }
  return min <= max ? [min, max] : [0, 1];
}
