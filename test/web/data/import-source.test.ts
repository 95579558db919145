import { expect, test } from 'vitest';
import { datasetNameOf } from '../../../workers/lifecycle/load.ts';

test('a dataset is named after its file without the ending that says how it is written', () => {
  expect(['sales 2024.csv', 'a.b.TSV', '.csv', 'notes'].map(datasetNameOf)).toEqual([
    'sales 2024',
    'a.b',
    'data',
    'notes',
  ]);
});
