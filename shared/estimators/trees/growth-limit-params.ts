import type { ParamTable } from '../params.ts';

/** What ends the growth of any tree beside its depth and its rows; names and meanings are scikit-learn's. */
export const growthLimitParams: ParamTable = [
  {
    name: 'max_leaf_nodes',
    title: 'Most leaves',
    help: 'Splits that gain most are made first, until a tree has so many leaves; null = no limit.',
    type: 'integer',
    min: 2,
    max: 1_000_000,
    default: null,
    nullable: true,
    log: true,
  },
  {
    name: 'min_impurity_decrease',
    title: 'Smallest gain',
    help: 'A split that lowers the impurity of the whole tree by less is not made.',
    type: 'number',
    min: 0,
    max: 1_000_000,
    default: 0,
  },
];
