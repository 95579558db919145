import type { Rng } from '../random/generator.ts';
import { concatTables } from '../table/concat.ts';
import { tableFromInstances, type InstanceColumn } from '../table/instances.ts';
import type { Cell, Table } from '../table/table.ts';

const BLOCK_ROWS = 10_000;

/** A table whose rows are drawn one after the other, `drawRow(i)` being row i. */
export function drawTable(
  columns: readonly InstanceColumn[],
  nRows: number,
  drawRow: (row: number) => Cell[],
): Table {
  const blocks: Table[] = [];
  for (let from = 0; from < nRows || blocks.length === 0; from += BLOCK_ROWS) {
    const length = Math.min(BLOCK_ROWS, nRows - from);
    blocks.push(
      tableFromInstances(
        columns,
        Array.from({ length }, (_, i) => drawRow(from + i)),
      ),
    );
  }
  return concatTables(blocks);
}

/** One of the choices, each with its weight; the weights add up to 1. */
export function weightedChoice<T>(rng: Rng, choices: readonly (readonly [T, number])[]): T {
  let left = rng.uniform();
  for (const [choice, weight] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  return choices.at(-1)![0];
}

export function oneOf<T>(rng: Rng, choices: readonly T[]): T {
  return choices[rng.integer(choices.length)]!;
}

/** Rounded to so many decimals; exact in the digits people see. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

/** `C-00042`: numbers that keep their width in small tables. */
export function rowCode(prefix: string, row: number): string {
  return `${prefix}-${String(row + 1).padStart(5, '0')}`;
}
