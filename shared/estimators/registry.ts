import { AppError } from '../errors/app-error.ts';
import { decisionTree } from './decision-tree/estimator.ts';
import type { Estimator, Task } from './estimator.ts';
import { extraTrees } from './extra-trees/estimator.ts';
import { gradientBoosting } from './gradient-boosting/estimator.ts';
import { linearRegression } from './linear-regression/estimator.ts';
import { logisticRegression } from './logistic-regression/estimator.ts';
import { complementBayes } from './naive-bayes/complement.ts';
import { multinomialBayes } from './naive-bayes/multinomial.ts';
import { nearestNeighbors } from './nearest-neighbors/estimator.ts';
import { neuralNetwork } from './neural-network/estimator.ts';
import { textNetwork } from './text-network/estimator.ts';
import { randomForest } from './random-forest/estimator.ts';

/** Every estimator, one line each, in the order the page shows them. */
export const estimators: readonly Estimator[] = [
  logisticRegression,
  randomForest,
  extraTrees,
  gradientBoosting,
  decisionTree,
  neuralNetwork,
  textNetwork,
  multinomialBayes,
  complementBayes,
  linearRegression,
  nearestNeighbors,
];

/** @throws AppError `estimator-unknown` that lists the names there are. */
export function estimatorByName(name: string): Estimator {
  const found = estimators.find((estimator) => estimator.name === name);
  if (found !== undefined) return found;
  throw new AppError('estimator-unknown', {
    detail: `There is no estimator "${name}"; there are ${estimators.map((e) => e.name).join(', ')}.`,
    pointer: '/estimator/name',
  });
}

/** Names of those that take what text makes, for a task or for any. */
export function sparseEstimators(task?: Task): string[] {
  return estimators
    .filter(({ sparse, tasks }) => sparse && (task === undefined || tasks.includes(task)))
    .map(({ name }) => name);
}
