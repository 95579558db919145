import type { Rng } from '../random/generator.ts';
import type { Cell } from '../table/table.ts';
import { drawTable, oneOf, rounded, rowCode } from './draw.ts';
import type { Sample } from './sample.ts';

/** Leaf measures in cm and g: mean by species, and one standard deviation for all. */
const SPECIES = ['alder', 'birch', 'hazel'] as const;
const MEANS: Record<(typeof SPECIES)[number], readonly number[]> = {
  alder: [7, 6, 1.5, 0.6],
  birch: [5.5, 4, 1.2, 0.4],
  hazel: [8.5, 7, 1.1, 0.75],
};
const DEVIATIONS = [0.7, 0.65, 0.22, 0.12] as const;

/**
 * How likely a leaf is each species, in the order of `SPECIES`, up to a common factor: independent normal
 * densities, species equally frequent. Choosing the likeliest is the best a model can do: accuracy 0.961.
 */
export function speciesLogLikelihoods(measures: readonly number[]): number[] {
  return SPECIES.map((species) =>
    MEANS[species].reduce((sum, mean, i) => sum - ((measures[i]! - mean) / DEVIATIONS[i]!) ** 2 / 2, 0),
  );
}

export const measurements: Sample = {
  name: 'measurements',
  title: 'Leaf measurements',
  description: 'Four measures of leaves of three species. Two species overlap a little, as in nature.',
  target: 'Species',
  task: 'classification',
  defaultRows: 150,
  generate: (rng, nRows) =>
    drawTable(
      [
        { name: 'LeafID', type: 'identifier' },
        { name: 'Length', type: 'numeric' },
        { name: 'Width', type: 'numeric' },
        { name: 'StalkLength', type: 'numeric' },
        { name: 'Weight', type: 'numeric' },
        { name: 'Species', type: 'categorical', levels: SPECIES },
      ],
      nRows,
      (row) => drawLeaf(rng, row),
    ),
};

function drawLeaf(rng: Rng, row: number): Cell[] {
  const species = oneOf(rng, SPECIES);
  const measures = MEANS[species].map((mean, i) => rounded(mean + DEVIATIONS[i]! * rng.normal(), 2));
  return [rowCode('L', row), ...measures, species];
}
