import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors/app-error.ts';
import type { Signature } from '../../../shared/packaging/manifest.ts';
import { parseInstances } from '../../../web/predict/parse-instances.ts';

const signatureOf = (...names: string[]): Signature => ({
  inputs: names.map((name) => ({ name, type: 'numeric', nullable: false, levels: [], range: null })),
  output: { name: 'y', task: 'regression', labels: [] },
});
const signature = signatureOf('a', 'b');

describe('rows from JSON', () => {
  it.each([
    ['an object', '{"a":1,"b":2}', [{ a: 1, b: 2 }]],
    ['an array in signature order', '[1,2]', [[1, 2]]],
    ['a list of objects', '[{"a":1},{"a":2}]', [{ a: 1 }, { a: 2 }]],
    [
      'a list of arrays',
      '[[1,2],[3,4]]',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['a body of the API', '{"modelId":"m","features":{"a":1}}', [{ a: 1 }]],
    ['a batch of the API', '{"instances":[{"a":1},[1,2]]}', [{ a: 1 }, [1, 2]]],
    ['what is no row: the model says so', '7', [7]],
  ])('takes %s', (_, text, rows) => {
    expect(parseInstances(text, signature)).toEqual(rows);
  });

  it('takes a column named "features" for a column', () => {
    const row = { features: [1], b: 2 };
    expect(parseInstances(JSON.stringify(row), signatureOf('features', 'b'))).toEqual([row]);
  });

  it('says in which line the JSON breaks, where the engine says where', () => {
    const error = thrownBy(() => parseInstances('{\n  "a": 1\n  "b": 2\n}', signature));
    expect(error.code).toBe('malformed-json');
    expect(error.detail).toContain('line 3, column 3');
  });

  it('refuses an empty list', () => {
    expect(thrownBy(() => parseInstances('[]', signature)).code).toBe('request-invalid');
  });
});

function thrownBy(work: () => unknown): AppError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('Nothing was thrown.');
}
