import { classWeightParam } from '../class-weights.ts';
import type { ParamTable } from '../params.ts';
import { growthLimitParams } from '../trees/growth-limit-params.ts';

/** Names and meanings are scikit-learn's. */
export const treeParams: ParamTable = [
  {
    name: 'max_depth',
    title: 'Largest depth',
    help: 'How many questions the tree may ask in a row; null = until the leaves are pure.',
    type: 'integer',
    min: 1,
    max: 64,
    default: 6,
    nullable: true,
  },
  {
    name: 'min_samples_split',
    title: 'Smallest node to split',
    help: 'A node with fewer rows becomes a leaf.',
    type: 'integer',
    min: 2,
    max: 1_000_000,
    default: 2,
    log: true,
  },
  {
    name: 'min_samples_leaf',
    title: 'Smallest leaf',
    help: 'Each side of a split keeps at least this many rows; more make the tree steadier.',
    type: 'integer',
    min: 1,
    max: 1_000_000,
    default: 5,
    log: true,
  },
  ...growthLimitParams,
  {
    name: 'ccp_alpha',
    title: 'Cost of a leaf',
    help: 'Prunes the tree where its splits lower the impurity by less than this for each leaf more; 0 = not at all.',
    type: 'number',
    min: 0,
    max: 1_000_000,
    default: 0,
  },
  classWeightParam,
  {
    name: 'max_bins',
    title: 'Bins',
    help: 'How finely numbers are cut before the tree looks for splits.',
    type: 'integer',
    min: 2,
    max: 256,
    default: 256,
  },
];
