import { expect, test } from 'vitest';
import { sourceOf } from '../../../web/data/import-source.ts';

const file = (name: string): File => new File(['x'], name);
const [csv, schema, other] = [file('a.csv'), file('a.csv.schema.json'), file('b.csv')];

test('a CSV and its schema file are one source, in whichever order they come', () => {
  const both = { file: csv, fileName: 'a.csv', schema };
  expect(sourceOf([csv, schema], null)).toEqual(both);
  expect(sourceOf([schema, csv], null)).toEqual(both);
  expect(sourceOf([other, schema, csv], null)).toEqual(both);
});

test('a schema file that comes later joins the file under review; of another file it is a file of its own', () => {
  const waiting = { file: csv, fileName: 'a.csv' };
  expect(sourceOf([schema], waiting)).toEqual({ ...waiting, schema });
  expect(sourceOf([schema], { file: other, fileName: 'b.csv' })).toMatchObject({ file: schema });
  expect(sourceOf([schema], null)).toMatchObject({ file: schema });
});

test('another file takes the place of the one under review, without its schema', () => {
  const waiting = { file: csv, fileName: 'a.csv', schema };
  expect(sourceOf([other], waiting)).toEqual({ file: other, fileName: 'b.csv' });
  expect(sourceOf([], waiting)).toBeNull();
});
