import { describe, expect, it } from 'vitest';
import { datasetRecord, type BatchRecord } from '../../shared/records/dataset.ts';
import { appendBatch, emptyDataset } from '../../shared/records/dataset-batches.ts';

const schema = [
  { name: 'age', type: 'numeric' as const },
  { name: 'churn', type: 'categorical' as const },
];

const batch = (digest: string, nRows: number): BatchRecord => ({
  batchId: digest,
  digest,
  nRows,
  source: { name: 'a.csv', sizeBytes: 10, digest: 'f' },
  percent: 100,
  at: '2026-01-01T00:00:00.000Z',
  rejectedRows: 0,
});

describe('a dataset', () => {
  it('keeps one version a load, each with all rows up to then', () => {
    const first = appendBatch(emptyDataset('people', schema, 'churn'), schema, batch('a', 10), 'v1').dataset;
    const second = appendBatch(first, schema, batch('b', 5), 'v2').dataset;
    expect(
      datasetRecord
        .parse(second)
        .versions.map(({ dataVersion, nBatches, nRows }) => [dataVersion, nBatches, nRows]),
    ).toEqual([
      ['v1', 1, 10],
      ['v2', 2, 15],
    ]);
    expect(first.versions).toHaveLength(1);
  });

  it('takes the same rows only once', () => {
    const first = appendBatch(emptyDataset('people', schema, null), schema, batch('a', 10), 'v1');
    const again = appendBatch(first.dataset, schema, batch('a', 10), 'v2');
    expect([first.added, again.added]).toEqual([true, false]);
    expect(again.dataset).toBe(first.dataset);
  });

  it('refuses rows with other columns and lists the differences', () => {
    const other = [
      { name: 'age', type: 'text' as const },
      { name: 'city', type: 'text' as const },
    ];
    const append = () => appendBatch(emptyDataset('people', schema, null), other, batch('a', 1), 'v1');
    expect(append).toThrow(expect.objectContaining({ code: 'schema-mismatch' }));
    expect(append).toThrow(
      /"churn" is missing; column "city" is new; column "age" is text instead of numeric/,
    );
  });
});
