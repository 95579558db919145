import type { Rng } from '../random/generator.ts';
import type { Table } from '../table/table.ts';

/** A built-in data set, drawn from a documented signal, so that tests know the best reachable score. */
export interface Sample {
  readonly name: string;
  readonly title: string;
  /** One or two sentences for people. */
  readonly description: string;
  readonly target: string;
  readonly task: 'classification' | 'regression';
  readonly defaultRows: number;
  /** Same generator state, same rows; a longer table begins with the rows of a shorter one. */
  generate(rng: Rng, nRows: number): Table;
}
