import { classWeightParam } from '../class-weights.ts';
import type { ParamValues } from '../estimator.ts';
import type { ParamTable } from '../params.ts';

/** Names and meanings are scikit-learn's. */
export const logisticParams: ParamTable = [
  {
    name: 'C',
    title: 'Inverse regularization',
    help: 'Smaller values shrink the coefficients more.',
    type: 'number',
    min: 1e-6,
    max: 1e6,
    default: 1,
    log: true,
  },
  {
    name: 'penalty',
    title: 'Penalty',
    help: '"l2" shrinks all coefficients, "l1" makes many of them zero, "elasticnet" does both, "none" does neither.',
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
    help: 'Whether the score has a constant term, which is not penalized.',
    type: 'boolean',
    default: true,
  },
  classWeightParam,
  {
    name: 'solver',
    title: 'Solver',
    help: '"lbfgs" looks at all rows a step, "saga" and "sdca" (l2 only) at one: "auto" takes sdca for text with three classes or more.',
    type: 'choice',
    choices: ['auto', 'lbfgs', 'saga', 'sdca'],
    default: 'auto',
  },
  {
    name: 'tol',
    title: 'Tolerance',
    help: 'Training stops when no entry of the gradient of the mean loss is larger.',
    type: 'number',
    min: 1e-12,
    max: 0.1,
    default: 1e-6,
    log: true,
  },
  {
    name: 'max_iter',
    title: 'Iterations',
    help: 'Training stops after this many iterations (lbfgs) or passes over the rows (saga, sdca) at the latest.',
    type: 'integer',
    min: 1,
    max: 100_000,
    default: 500,
  },
];

/** Factors of the L1 norm and of half the squared L2 norm beside the mean loss. */
export function penalties(values: ParamValues, totalWeight: number): { l1: number; l2: number } {
  const strength = 1 / (Number(values['C']) * totalWeight);
  const share = { l1: 1, l2: 0, none: 0, elasticnet: Number(values['l1_ratio']) }[String(values['penalty'])]!;
  return values['penalty'] === 'none'
    ? { l1: 0, l2: 0 }
    : { l1: strength * share, l2: strength * (1 - share) };
}
