import { expect, it } from 'vitest';
import { openModel } from '../../shared/pipelines/serving-model.ts';
import { recipeFor, sampleTable, train } from './training.ts';

const table = sampleTable('churn', 300);
const outcome = await train(table, recipeFor(table, { target: 'Churn', estimator: 'decision-tree' }));
const model = openModel(outcome.packageBytes);
const { inputs } = model.manifest.signature;
const age = inputs.findIndex(({ name }) => name === 'Age');
const { min, max } = inputs[age]!.range!;
const customer = Object.fromEntries(
  inputs.map(({ name, range, levels }) => [name, range === null ? levels[0] : range.min]),
);

const warningsFor = (value: number | null) => model.predict({ ...customer, Age: value }).answer.warnings;

it('warns of a number more than the training range beyond it, and of no nearer one', () => {
  const span = max - min;
  for (const value of [min, max, max + span, min - span, null]) expect(warningsFor(value)).toEqual([]);
  for (const value of [max + span + 1, min - span - 1, 1e15]) {
    expect(warningsFor(value)).toMatchObject([{ code: 'outside-range', pointer: '/features/Age' }]);
  }
});

it('answers the digits that it answers without the warning', () => {
  const { answer } = model.predict({ ...customer, Age: 1e9 });
  // A tree asks only on which side of a threshold a number lies, and outliers are clipped before.
  expect({ ...answer, warnings: [] }).toEqual(model.predict({ ...customer, Age: max + 1 }).answer);
});

it('warns in the place of the row alone', () => {
  const answers = model.predictAll([customer, { ...customer, Age: 1e9 }, customer]);
  expect(answers.map((each) => ('answer' in each ? each.answer.warnings.length : -1))).toEqual([0, 1, 0]);
});
