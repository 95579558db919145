import { describe, expect, it } from 'vitest';
import { datasetRecord, type BatchRecord, type DatasetRecord } from '../../shared/records/dataset.ts';
import {
  addBatch,
  addSource,
  emptyDataset,
  nextPart,
  requireSchema,
  sourceIndex,
} from '../../shared/records/dataset-batches.ts';
import { upcastDataset } from '../../shared/records/dataset-upcast.ts';

const schema = [
  { name: 'age', type: 'numeric' as const },
  { name: 'churn', type: 'categorical' as const },
];

const batch = (digest: string, part: BatchRecord['part']): BatchRecord => ({
  batchId: digest,
  digest,
  nRows: part.to - part.from,
  source: { name: 'a.csv', sizeBytes: 10, digest: 'f' },
  percent: 100,
  at: '2026-01-01T00:00:00.000Z',
  by: 'ada',
  rejectedRows: 0,
  part,
});

const withSource = (dataset: DatasetRecord, digest: string, nRows: number): DatasetRecord =>
  addSource(dataset, { digest, nRows, seed: null, chunks: [{ digest, nRows }] });

/** Every part of a source that is loaded to `first` percent and then by `step` a time. */
function stages(nRows: number, first: number, step: number): BatchRecord['part'][] {
  let dataset = withSource(emptyDataset('people', schema, null), 'a', nRows);
  const parts: BatchRecord['part'][] = [];
  for (let percent = first; ; percent = Math.min(100, parts.at(-1)!.upTo + step)) {
    const part = nextPart(dataset, 0, percent);
    if (part === null) return parts;
    parts.push(part);
    dataset = addBatch(dataset, batch(`b${parts.length}`, part), { dataVersion: 'v', classes: null });
  }
}

describe('a dataset', () => {
  it('keeps one version a load, each with all rows up to then', () => {
    const one = withSource(emptyDataset('people', schema, 'churn'), 'a', 10);
    const first = addBatch(one, batch('a', nextPart(one, 0, 100)!), { dataVersion: 'v1', classes: null });
    const two = withSource(first, 'b', 5);
    const second = addBatch(two, batch('b', nextPart(two, 1, 100)!), { dataVersion: 'v2', classes: null });
    expect(
      datasetRecord
        .parse(second)
        .versions.map(({ dataVersion, nBatches, nRows }) => [dataVersion, nBatches, nRows]),
    ).toEqual([
      ['v1', 1, 10],
      ['v2', 2, 15],
    ]);
    expect(second.sources.map(({ firstRow }) => firstRow)).toEqual([0, 10]);
    expect([sourceIndex(second, 'b'), sourceIndex(second, 'c')]).toEqual([1, -1]);
    expect(first.versions).toHaveLength(1);
  });

  it('refuses rows with other columns and lists the differences', () => {
    const other = [
      { name: 'age', type: 'text' as const },
      { name: 'city', type: 'text' as const },
    ];
    const check = () => requireSchema(emptyDataset('people', schema, null), other);
    expect(check).toThrow(expect.objectContaining({ code: 'schema-mismatch' }));
    expect(check).toThrow(
      /"churn" is missing; column "city" is new; column "age" is text instead of numeric/,
    );
  });
});

describe('a source in stages', () => {
  it('is loaded from 40 % by 3 points a step in 21 steps, each row once', () => {
    const parts = stages(35_311, 40, 3);
    expect(parts).toHaveLength(21);
    expect(parts.map(({ upTo }) => upTo).slice(0, 3)).toEqual([40, 43, 46]);
    expect(parts.at(-1)).toMatchObject({ to: 35_311, upTo: 100 });
    expect(parts.slice(1).every((part, i) => part.from === parts[i]!.to && part.to > part.from)).toBe(true);
  });

  it('of few rows takes at least one a step, and says the share that it has then', () => {
    expect(stages(4, 40, 3).map(({ to, upTo }) => [to, upTo])).toEqual([
      [2, 40],
      [3, 75],
      [4, 100],
    ]);
  });

  it('ends at 100 % also with steps that no binary fraction can hold', () => {
    const parts = stages(1000, 0.1, 0.1);
    expect(parts).toHaveLength(1000);
    expect(parts.at(-1)!.upTo).toBe(100);
  });
});

describe('a dataset of the first form', () => {
  const first = {
    format: 'treadle-dataset',
    v: 1,
    name: 'people',
    schema,
    target: 'churn',
    batches: [
      { ...batch('a', { source: 0, from: 0, to: 10, upTo: 100 }), by: undefined, part: undefined },
      { ...batch('b', { source: 1, from: 0, to: 5, upTo: 100 }), by: undefined, part: undefined },
    ].map(({ by: _by, part: _part, ...old }) => old),
    versions: [
      { dataVersion: 'v1', nBatches: 1, nRows: 10, at: '2026-01-01T00:00:00.000Z' },
      { dataVersion: 'v2', nBatches: 2, nRows: 15, at: '2026-01-02T00:00:00.000Z' },
    ],
  };

  it('is one whole source a batch, under the names that its rows are stored by', () => {
    const now = datasetRecord.parse(upcastDataset(first));
    expect(now.sources).toEqual([
      { digest: 'a', nRows: 10, firstRow: 0, seed: null, chunks: [{ digest: 'a', nRows: 10 }] },
      { digest: 'b', nRows: 5, firstRow: 10, seed: null, chunks: [{ digest: 'b', nRows: 5 }] },
    ]);
    expect(now.batches.map(({ part }) => part)).toEqual([
      { source: 0, from: 0, to: 10, upTo: 100 },
      { source: 1, from: 0, to: 5, upTo: 100 },
    ]);
    expect(upcastDataset(now)).toEqual(now);
  });

  it('is refused when it is neither form', () => {
    expect(() => upcastDataset({ ...first, v: 7 })).toThrow();
  });
});
