import { describe, expect, it } from 'vitest';
import { rank } from '../../shared/evaluation/ranking.ts';
import { rocAuc } from '../../shared/evaluation/roc.ts';
import { createRng } from '../../shared/random/rng.ts';
import { churn, churnProbability } from '../../shared/samples/churn.ts';
import { driftingStream, peakProbability } from '../../shared/samples/drifting-stream.ts';
import { measurements, speciesLogLikelihoods } from '../../shared/samples/measurements.ts';
import { moodOfText, opinions, SHARE_FLIPPED } from '../../shared/samples/opinions.ts';
import { categoryOfTitle, productTexts, SHARE_MISFILED } from '../../shared/samples/product-texts.ts';
import { sampleNamed, samples } from '../../shared/samples/samples.ts';
import { cell } from '../../shared/table/cells.ts';
import { column, schemaOf } from '../../shared/table/columns.ts';
import { dataVersion } from '../../shared/table/data-version.ts';
import { planImport } from '../../shared/table/plan-import.ts';
import { readTable } from '../../shared/table/read-table.ts';
import { selectRows } from '../../shared/table/shape.ts';
import type { Cell, Table } from '../../shared/table/table.ts';
import { writeCsv } from '../../shared/table/write-csv.ts';

const MANY = 60_000;

const cellsOf = (table: Table, name: string): Cell[] =>
  Array.from({ length: table.nRows }, (_, row) => cell(column(table, name), row));

/** What a function of the row's cells gives, for every row. */
const mapRows = <T>(table: Table, names: string[], f: (...cells: never[]) => T): T[] => {
  const columns = names.map((name) => cellsOf(table, name));
  return Array.from({ length: table.nRows }, (_, row) =>
    f(...(columns.map((cells) => cells[row]) as never[])),
  );
};

const share = (flags: boolean[]): number => flags.filter(Boolean).length / flags.length;

const auc = (scores: number[], isPositive: boolean[]): number =>
  rocAuc(rank(Float64Array.from(scores), Float64Array.from(isPositive, Number), 1, null))!;

describe.each(samples.map((sample) => [sample.name, sample] as const))('the sample %s', (_, sample) => {
  const table = sample.generate(createRng(42), sample.defaultRows);

  it('is the same for the same seed, and another for another', () => {
    expect(dataVersion(sample.generate(createRng(42), sample.defaultRows))).toBe(dataVersion(table));
    expect(dataVersion(sample.generate(createRng(43), sample.defaultRows))).not.toBe(dataVersion(table));
  });

  it('begins with the same rows whatever its length', () => {
    const longer = sample.generate(createRng(42), sample.defaultRows + 10_500);
    const head = selectRows(
      longer,
      Int32Array.from({ length: table.nRows }, (__, i) => i),
    );
    expect(longer.nRows).toBe(sample.defaultRows + 10_500);
    expect(dataVersion(head)).toBe(dataVersion(table));
  });

  it('has its target, with every class in the default rows', () => {
    const levels = new Set(cellsOf(table, sample.target));
    expect(levels.size).toBeGreaterThanOrEqual(2);
    expect(levels).not.toContain(null);
  });

  it('comes back from its CSV with the same types and cells', async () => {
    const bytes = new TextEncoder().encode(writeCsv(table));
    const plan = planImport(bytes, { complete: true, sizeBytes: bytes.length });
    const read = await readTable([bytes], plan);
    expect(schemaOf(read.table)).toEqual(schemaOf(table));
    expect(dataVersion(read.table)).toBe(dataVersion(table));
    expect(plan.suggestedTarget).toBe(sample.target);
  });
});

/** How well the stream's signal at that drift ranks the rows of a part. */
const scoresAt = (part: Table, drift: number): number => {
  const p = mapRows(part, ['Demand', 'Temperature'], (demand: number, temperature: number) =>
    peakProbability(demand, temperature, drift),
  );
  return auc(
    p,
    cellsOf(part, 'Peak').map((value) => value === 'yes'),
  );
};

describe('the signal of a sample', () => {
  it('churn: AUC 0.950 and accuracy 0.883 at best, 34 % churn, TotalCharges missing in the first month only', () => {
    const table = churn.generate(createRng(1), MANY);
    const p = mapRows(
      table,
      ['Tenure', 'MonthlyCharges', 'Contract', 'PaymentMethod'],
      (tenure: number, monthlyCharges: number, contract: 'One year', paymentMethod: 'Credit card') =>
        churnProbability({ tenure, monthlyCharges, contract, paymentMethod }),
    );
    const left = cellsOf(table, 'Churn').map((value) => value === 'Yes');
    expect(auc(p, left)).toBeCloseTo(0.95, 2);
    expect(share(p.map((value, i) => value >= 0.5 === left[i]))).toBeCloseTo(0.883, 2);
    expect(share(left)).toBeCloseTo(0.34, 2);
    expect(cellsOf(table, 'TotalCharges').map((value) => value === null)).toEqual(
      cellsOf(table, 'Tenure').map((value) => value === 0),
    );
    expect(auc(cellsOf(table, 'Age').map(Number), left)).toBeCloseTo(0.5, 2);
  });

  it('measurements: accuracy 0.961 at best', () => {
    const table = measurements.generate(createRng(1), MANY);
    const right = mapRows(
      table,
      ['Length', 'Width', 'StalkLength', 'Weight', 'Species'],
      (a: number, b: number, c: number, d: number, species: string) => {
        const likelihoods = speciesLogLikelihoods([a, b, c, d]);
        return ['alder', 'birch', 'hazel'][likelihoods.indexOf(Math.max(...likelihoods))] === species;
      },
    );
    expect(share(right)).toBeCloseTo(0.961, 2);
  });

  it('product titles: the noun tells the category but for the misfiled', () => {
    const table = productTexts.generate(createRng(1), MANY);
    const right = mapRows(
      table,
      ['Title', 'Category'],
      (title: string, category: string) => categoryOfTitle(title) === category,
    );
    expect(share(right)).toBeCloseTo(1 - SHARE_MISFILED, 2);
  });

  it('opinions: the words tell the mood but for the flipped', () => {
    const table = opinions.generate(createRng(1), MANY);
    const right = mapRows(
      table,
      ['Text', 'Sentiment'],
      (text: string, mood: string) => moodOfText(text) === mood,
    );
    expect(share(right)).toBeCloseTo(1 - SHARE_FLIPPED, 2);
  });

  it('the stream: what was right before the drift is nearly worthless after it', () => {
    const table = driftingStream.generate(createRng(1), MANY);
    const rows = (from: number, to: number): Table =>
      selectRows(
        table,
        Int32Array.from({ length: to - from }, (_, i) => from + i),
      );
    expect(scoresAt(rows(0, 1000), 0)).toBeGreaterThan(0.92);
    expect(scoresAt(rows(2000, MANY), 0)).toBeCloseTo(0.6, 1);
    expect(scoresAt(rows(2000, MANY), 1)).toBeCloseTo(0.95, 2);
  });
});

it('a sample that is not there is an error that lists those that are', () => {
  expect(() => sampleNamed('iris')).toThrow(expect.objectContaining({ code: 'dataset-unknown' }));
  expect(() => sampleNamed('iris')).toThrow(/churn, measurements/);
});
