import type { PrepareStep } from '../../records/recipe.ts';
import type { TextColumn } from '../../table/table.ts';
import type { Pieces } from './cell-bytes.ts';
import type { Cleaning } from './clean-text.ts';

type VectorizeStep = Extract<PrepareStep, { step: 'vectorize' }>;
/** What decides which terms a text has. */
export type Analysis = Cleaning & Pick<VectorizeStep, 'analyzer' | 'ngrams' | 'stopWords'>;

/** Pieces of a cell as UTF-8, each as often as it occurs; what it returns is overwritten by the next call. */
export type CellReader = (column: TextColumn, row: number) => Pieces;
