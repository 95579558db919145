/** What a chart shows, as plain data: made in a worker, drawn in the page or printed by the command. */

export interface Bars {
  readonly kind: 'bars';
  readonly categories: readonly string[];
  /** One value a category; null where there is nothing to aggregate. */
  readonly series: readonly { name: string; values: readonly (number | null)[] }[];
  /** Neighbouring ranges of a quantity rather than categories. */
  readonly ranges: boolean;
}

export interface Points {
  readonly kind: 'points';
  readonly series: readonly { name: string; points: readonly (readonly [number, number])[] }[];
}

/** Counts in a hexagonal grid; `width` and `height` of a cell in units of the axes. */
export interface Hexes {
  readonly kind: 'hexes';
  readonly cells: readonly (readonly [x: number, y: number, count: number])[];
  readonly width: number;
  readonly height: number;
}

export interface Box {
  readonly name: string;
  readonly n: number;
  readonly mean: number;
  /** The outermost values within 1.5 interquartile ranges of the box (Tukey). */
  readonly low: number;
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
  readonly high: number;
  /** Values beyond the whiskers. */
  readonly outliers: number;
}

export interface Boxes {
  readonly kind: 'boxes';
  readonly boxes: readonly Box[];
}

/** `values[y][x]`. */
export interface Heat {
  readonly kind: 'heat';
  readonly xs: readonly string[];
  readonly ys: readonly string[];
  readonly values: readonly (readonly (number | null)[])[];
}

export type Picture = Bars | Points | Hexes | Boxes | Heat;
