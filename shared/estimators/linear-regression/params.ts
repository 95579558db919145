import type { ParamTable } from '../params.ts';

/** Names and meanings are those of scikit-learn's Ridge, Lasso and ElasticNet. */
export const linearParams: ParamTable = [
  {
    name: 'alpha',
    title: 'Regularization',
    help: 'Larger values shrink the coefficients more; 0 is plain least squares.',
    type: 'number',
    min: 0,
    max: 1e9,
    default: 1,
  },
  {
    name: 'penalty',
    title: 'Penalty',
    help: '"l2" (ridge) shrinks all coefficients by the sum of squared errors, "l1" (lasso) makes many of them zero, "elasticnet" does both, by the mean of squared errors; "none" does neither.',
    type: 'choice',
    choices: ['l2', 'l1', 'elasticnet', 'none'],
    default: 'l2',
  },
  {
    name: 'l1_ratio',
    title: 'L1 share',
    help: 'How much of an elastic net is L1: 0 is all L2, 1 all L1. Other penalties do not look at it.',
    type: 'number',
    min: 0,
    max: 1,
    default: 0.5,
  },
  {
    name: 'fit_intercept',
    title: 'Intercept',
    help: 'Whether the prediction has a constant term, which is not penalized.',
    type: 'boolean',
    default: true,
  },
  {
    name: 'tol',
    title: 'Tolerance',
    help: 'Where steps are taken (lasso, elastic net, many features): stop when the coefficients are this near the optimum, relative to the target.',
    type: 'number',
    min: 1e-15,
    max: 0.1,
    default: 1e-8,
    log: true,
  },
  {
    name: 'max_iter',
    title: 'Iterations',
    help: 'Where steps are taken: at most so many passes.',
    type: 'integer',
    min: 1,
    max: 1_000_000,
    default: 5000,
  },
];
