import { describe, expect, it } from 'vitest';
import type { Signature } from '../../../shared/packaging/manifest.ts';
import { AppError } from '../../../shared/errors/app-error.ts';
import { checkFeatures } from '../../../shared/pipelines/check-features.ts';
import type { LoggedOutcome } from '../../../workers/lifecycle/predict.ts';
import { featuresOf } from '../../../web/predict/feature-values.ts';
import { fieldProblems } from '../../../web/predict/field-problems.ts';

const input = (name: string, type: Signature['inputs'][number]['type'], nullable = false) => ({
  name,
  type,
  nullable,
  levels: [],
  range: null,
});
const signature: Signature = {
  inputs: [input('size', 'numeric'), input('note/a~b', 'categorical'), input('extra', 'numeric', true)],
  output: { name: 'y', task: 'regression', labels: [] },
};

describe('what a form asks', () => {
  it('reads a number that is still being typed, and leaves what is none to the model', () => {
    const typed = (size: string) => featuresOf(signature, new Map([['size', size]]))['size'];
    expect(typed('0.0')).toBe(0);
    expect(typed('1e3')).toBe(1000);
    expect(typed('-')).toBe('-');
  });

  it('[PRED2] an empty field is null, and what the model says against it stands at its field', () => {
    const features = featuresOf(signature, new Map([['size', '-']]));
    expect(features).toEqual({ size: '-', 'note/a~b': null, extra: null });
    const problems = fieldProblems(refused(() => checkFeatures(signature, features)));
    expect([...problems.keys()]).toEqual(['size', 'note/a~b']);
    expect(problems.get('size')).toContain('must be a number');
  });
});

function refused(work: () => unknown): LoggedOutcome {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return { requestId: 'r', problem: thrown.toProblem() };
    throw thrown;
  }
  throw new Error('The features were accepted.');
}
