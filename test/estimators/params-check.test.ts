import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { parseParamFlag, resolveParams } from '../../shared/estimators/params-check.ts';
import type { ParamTable } from '../../shared/estimators/params.ts';

const table: ParamTable = [
  { name: 'trees', title: 'Trees', help: '', type: 'integer', min: 1, max: 500, default: 100 },
  {
    name: 'depth',
    title: 'Depth',
    help: '',
    type: 'integer',
    min: 1,
    max: 30,
    default: null,
    nullable: true,
  },
  { name: 'rate', title: 'Rate', help: '', type: 'number', min: 0, max: 1, default: 0.1 },
  { name: 'mode', title: 'Mode', help: '', type: 'choice', choices: ['a', 'b'], default: 'a' },
  { name: 'warm', title: 'Warm', help: '', type: 'boolean', default: false },
];

function failure(run: () => unknown): AppError {
  try {
    run();
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

describe('resolveParams', () => {
  it('fills in every default, in the order of the table', () => {
    const values = resolveParams(table, { rate: 0.5 });
    expect(values).toEqual({ trees: 100, depth: null, rate: 0.5, mode: 'a', warm: false });
    expect(Object.keys(values)).toEqual(['trees', 'depth', 'rate', 'mode', 'warm']);
  });

  it.each([
    [{ trees: 0 }, 'an integer from 1 to 500', '0'],
    [{ trees: 1.5 }, 'an integer from 1 to 500', '1.5'],
    [{ trees: '10' }, 'an integer from 1 to 500', '"10"'],
    [{ trees: null }, 'an integer from 1 to 500;', 'null'],
    [{ depth: 31 }, 'an integer from 1 to 30, or null', '31'],
    [{ rate: NaN }, 'a number from 0 to 1', 'NaN'],
    [{ rate: Infinity }, 'a number from 0 to 1', 'Infinity'],
    [{ mode: 'c' }, 'one of a, b', '"c"'],
    [{ warm: 1 }, 'true or false', '1'],
    [{ wings: 2 }, 'trees, depth, rate, mode, warm', 'wings'],
  ])('%o is refused with the limits, the given value and a pointer', (given, limits, value) => {
    const error = failure(() => resolveParams(table, given));
    expect(error.code).toBe('param-invalid');
    expect(error.detail).toContain(limits);
    expect(error.detail).toContain(value);
    expect(error.errors[0]?.pointer).toBe(`/params/${Object.keys(given)[0]}`);
  });

  it('reports every bad param at once', () => {
    const error = failure(() => resolveParams(table, { trees: -1, mode: 'z', wings: 1 }));
    expect(error.errors.map((e) => e.pointer).toSorted()).toEqual([
      '/params/mode',
      '/params/trees',
      '/params/wings',
    ]);
  });

  it('takes the limits themselves, and null where the table allows it', () => {
    expect(resolveParams(table, { trees: 500, depth: null, rate: 1 })).toMatchObject({ trees: 500, rate: 1 });
  });

  it('a name inherited from Object is not a param', () => {
    expect(failure(() => resolveParams(table, JSON.parse('{"__proto__": 1}'))).code).toBe('param-invalid');
  });
});

describe('parseParamFlag', () => {
  it('gives the type that the table states', () => {
    expect(parseParamFlag(table, 'trees=20')).toEqual(['trees', 20]);
    expect(parseParamFlag(table, 'depth=none')).toEqual(['depth', null]);
    expect(parseParamFlag(table, 'rate = 1e-2')).toEqual(['rate', 0.01]);
    expect(parseParamFlag(table, 'mode=b')).toEqual(['mode', 'b']);
    expect(parseParamFlag(table, 'warm=true')).toEqual(['warm', true]);
  });

  it.each(['trees', 'trees=', 'trees=ten', 'wings=2', 'warm=yes', 'mode=none', 'rate=2'])(
    '%s is refused',
    (flag) => {
      expect(failure(() => parseParamFlag(table, flag)).code).toBe('param-invalid');
    },
  );
});
