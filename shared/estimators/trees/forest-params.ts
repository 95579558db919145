import { classWeightParam } from '../class-weights.ts';
import type { ParamTable } from '../params.ts';
import { growthLimitParams } from './growth-limit-params.ts';

interface ForestDefaults {
  readonly maxDepth: number;
  readonly bootstrap: boolean;
}

/** Names and meanings are scikit-learn's; `max_features_number` is what its `max_features` takes as a number. */
export const forestParams = ({ maxDepth, bootstrap }: ForestDefaults): ParamTable => [
  {
    name: 'n_estimators',
    title: 'Trees',
    help: 'More trees steady the prediction and take longer; they never overfit.',
    type: 'integer',
    min: 1,
    max: 5000,
    default: 100,
  },
  {
    name: 'max_depth',
    title: 'Largest depth',
    help: 'How many questions a tree may ask in a row; null = until the leaves are pure.',
    type: 'integer',
    min: 1,
    max: 64,
    default: maxDepth,
    nullable: true,
  },
  {
    name: 'max_features',
    title: 'Features per split',
    help: 'How many features each split may choose from: fewer make the trees more different. "auto" is the square root for classes and a third for numbers.',
    type: 'choice',
    choices: ['auto', 'sqrt', 'log2', 'third', 'half', 'all'],
    default: 'auto',
  },
  {
    name: 'max_features_number',
    title: 'Features per split, as a number',
    help: 'In place of the rule: below 1 a share of the features, from 1 on a count; null = by the rule.',
    type: 'number',
    min: 0,
    max: 1_000_000,
    default: null,
    nullable: true,
  },
  {
    name: 'min_samples_split',
    title: 'Smallest node to split',
    help: 'A node with fewer drawn rows becomes a leaf.',
    type: 'integer',
    min: 2,
    max: 1_000_000,
    default: 2,
    log: true,
  },
  {
    name: 'min_samples_leaf',
    title: 'Smallest leaf',
    help: 'Each side of a split keeps at least this many drawn rows.',
    type: 'integer',
    min: 1,
    max: 1_000_000,
    default: 1,
    log: true,
  },
  ...growthLimitParams,
  {
    name: 'bootstrap',
    title: 'Bootstrap',
    help: 'Each tree sees rows drawn with replacement; otherwise all rows.',
    type: 'boolean',
    default: bootstrap,
  },
  {
    name: 'oob_score',
    title: 'Out-of-bag score',
    help: 'Judges each row by the trees that did not draw it, as metric "oob_score"; needs the bootstrap.',
    type: 'boolean',
    default: false,
  },
  classWeightParam,
  {
    name: 'max_bins',
    title: 'Bins',
    help: 'How finely numbers are cut before trees look for splits.',
    type: 'integer',
    min: 2,
    max: 256,
    default: 256,
  },
];
