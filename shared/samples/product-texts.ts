import type { Rng } from '../random/generator.ts';
import type { Cell } from '../table/table.ts';
import { drawTable, oneOf, rowCode } from './draw.ts';
import type { Sample } from './sample.ts';

const NOUNS = {
  Kitchen: ['kettle', 'toaster', 'blender', 'frying pan', 'coffee grinder', 'bread knife', 'mixing bowl'],
  Garden: ['hose', 'rake', 'lawn mower', 'watering can', 'hedge trimmer', 'plant pot', 'wheelbarrow'],
  Office: ['stapler', 'notebook', 'desk lamp', 'printer paper', 'fountain pen', 'paper shredder', 'binder'],
  Sport: [
    'tennis racket',
    'yoga mat',
    'dumbbell',
    'football',
    'cycling helmet',
    'skipping rope',
    'swim goggles',
  ],
  Audio: ['headphones', 'loudspeaker', 'microphone', 'turntable', 'soundbar', 'earbuds', 'amplifier'],
} as const;
type Category = keyof typeof NOUNS;
const CATEGORIES = Object.keys(NOUNS) as Category[];

const BRANDS = ['Norva', 'Tellin', 'Okari', 'Brandt & Sohn', 'Lumio', 'Castra', 'Pemba', 'Vireo'];
const ADJECTIVES = ['compact', 'large', 'foldable', 'classic', 'light', 'sturdy', 'premium', 'everyday'];
const COLOURS = ['black', 'white', 'red', 'blue', 'green', 'silver', 'grey'];

/**
 * One title in fifty stands under a category that is not its noun's: 2 % of the labels are wrong, so the
 * best reachable accuracy is 0.98. Only the noun tells the category; brand, colour and size do not.
 */
export const SHARE_MISFILED = 0.02;

/** The category whose noun stands in the title. */
export function categoryOfTitle(title: string): Category {
  return CATEGORIES.find((category) => NOUNS[category].some((noun) => title.includes(noun)))!;
}

export const productTexts: Sample = {
  name: 'product-texts',
  title: 'Product titles',
  description: 'Short product titles in five categories, about one in fifty filed in the wrong one.',
  target: 'Category',
  task: 'classification',
  defaultRows: 500,
  generate: (rng, nRows) =>
    drawTable(
      [
        { name: 'ProductID', type: 'identifier' },
        { name: 'Title', type: 'text' },
        { name: 'Category', type: 'categorical', levels: CATEGORIES },
      ],
      nRows,
      (row) => drawProduct(rng, row),
    ),
};

function drawProduct(rng: Rng, row: number): Cell[] {
  const category = oneOf(rng, CATEGORIES);
  const noun = oneOf(rng, NOUNS[category]);
  const model = `${oneOf(rng, ['S', 'X', 'K', 'V'])}${100 + rng.integer(900)}`;
  const title = `${oneOf(rng, BRANDS)} ${oneOf(rng, ADJECTIVES)} ${noun} ${model}, ${oneOf(rng, COLOURS)}`;
  const misfiled = rng.uniform() < SHARE_MISFILED;
  const others = CATEGORIES.filter((other) => other !== category);
  return [rowCode('P', row), title, misfiled ? oneOf(rng, others) : category];
}
