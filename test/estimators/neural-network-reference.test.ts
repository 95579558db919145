import { expect, it } from 'vitest';
import type { TrainingData } from '../../shared/estimators/estimator.ts';
import { neuralNetwork } from '../../shared/estimators/neural-network/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { featureMoments } from '../../shared/estimators/feature-moments.ts';
import { rank } from '../../shared/evaluation/ranking.ts';
import { rocAuc } from '../../shared/evaluation/roc.ts';
import { createRng } from '../../shared/random/rng.ts';
import reference from '../references/neural-network.json' with { type: 'json' };
import { makeParts, type Part } from './congruential-data.ts';

/**
 * Test scores beside scikit-learn's networks, same sizes, steps and epochs, each the mean over four data
 * sets. Both sides draw other starts and orders; the tolerance is 0.005 of AUC and 1.5 % of RMSE.
 */
const scores: Record<string, number> = reference.scores;
const shared = { hidden_layers: '32,16', learning_rate: 0.002, batch_size: 32, epochs: 20 };

function standardised({ train, test }: Part): Part {
  const { means, variances } = featureMoments(train.X, null);
  const scaled = (data: TrainingData): TrainingData => ({
    ...data,
    X: {
      ...data.X,
      values: data.X.values.map((value, at) => {
        const column = at % data.X.nColumns;
        return (value - means[column]!) / Math.sqrt(variances[column]!);
      }),
    },
  });
  return { train: scaled(train), test: scaled(test) };
}

function score(target: 'binary' | 'number', activation: string, seed: number): number {
  const { train, test } = standardised(makeParts(target, seed));
  const values = resolveParams(neuralNetwork.params, { ...shared, activation, early_stopping: false });
  const steps = neuralNetwork.fit(train, values, { rng: createRng(seed), team: soloTeam() });
  for (;;) {
    const step = steps.next();
    if (step.done !== true) continue;
    const out = step.value.predict(test.X);
    if (target === 'binary')
      return rocAuc(
        rank(
          out.filter((_, at) => at % 2 === 1),
          test.y,
          1,
          null,
        ),
      )!;
    return Math.sqrt(test.y.reduce((sum, own, row) => sum + (own - out[row]!) ** 2, 0) / test.y.length);
  }
}

const cases = ['relu', 'tanh', 'sigmoid'].flatMap((activation) =>
  (['binary', 'number'] as const).map((target) => [activation, target] as const),
);

it.each(cases)('with %s scores as scikit-learn does on the %s target', (activation, target) => {
  const own = reference.seeds.map((seed) => score(target, activation, seed));
  const mean = own.reduce((a, b) => a + b, 0) / own.length;
  const expected = scores[`${activation === 'sigmoid' ? 'logistic' : activation}/${target}`]!;
  const worse = target === 'binary' ? expected - mean : (mean - expected) / expected;
  expect(worse).toBeLessThan(target === 'number' ? 0.015 : 0.005);
  expect(Math.abs(worse)).toBeLessThan(0.03);
});
