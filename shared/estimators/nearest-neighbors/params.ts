import { classWeightParam } from '../class-weights.ts';
import type { ParamTable } from '../params.ts';

/** Names and meanings are scikit-learn's. */
export const neighborsParams: ParamTable = [
  {
    name: 'n_neighbors',
    title: 'Neighbors',
    help: 'How many of the nearest training rows decide. More make the answer smoother.',
    type: 'integer',
    min: 1,
    max: 1000,
    default: 5,
  },
  {
    name: 'weights',
    title: 'Votes',
    help: '"uniform": each neighbor counts the same; "distance": near ones count more, by 1 / distance.',
    type: 'choice',
    choices: ['uniform', 'distance'],
    default: 'uniform',
  },
  {
    name: 'metric',
    title: 'Distance',
    help: '"minkowski" takes the differences of the features (see p), "cosine" the angle between rows, which suits texts.',
    type: 'choice',
    choices: ['minkowski', 'cosine'],
    default: 'minkowski',
  },
  {
    name: 'p',
    title: 'Power',
    help: 'Of Minkowski distances: 2 is the straight line, 1 the sum of absolute differences.',
    type: 'integer',
    min: 1,
    max: 2,
    default: 2,
  },
  classWeightParam,
];
