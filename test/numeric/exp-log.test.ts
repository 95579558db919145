import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exp, log, log1p } from '../../shared/numeric/exp-log.ts';
import { logSumExp, sigmoid, softmaxInPlace, softplus } from '../../shared/numeric/softmax.ts';
import figures from '../references/exp-log.json' with { type: 'json' };

const view = new DataView(new ArrayBuffer(8));

/** Doubles in order, as integers, so that a difference counts units in the last place. */
function ordinal(x: number): bigint {
  view.setFloat64(0, x);
  const raw = view.getBigInt64(0);
  return raw >= 0n ? raw : -(raw & 0x7fffffffffffffffn);
}

function ulps(a: number, b: number): number {
  const difference = ordinal(a) - ordinal(b);
  return Number(difference < 0n ? -difference : difference);
}

describe.each([
  ['exp', exp, 1],
  ['log', log, 1],
  ['log1p', log1p, 2],
] as const)('%s', (name, f, limit) => {
  it.each(figures[name])('of %d is within its error limit of the 60-digit figure', (x, value) => {
    expect(ulps(f(x!), value!)).toBeLessThanOrEqual(limit);
  });

  it('agrees with the engine to 2 units in the last place anywhere', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (x) => {
        const reference = Math[name](x);
        if (Number.isNaN(reference)) return Number.isNaN(f(x));
        return ulps(f(x), reference) <= 2;
      }),
      { numRuns: 5000 },
    );
  });
});

describe('the ends of the range', () => {
  it('exp overflows to Infinity, underflows to 0 and keeps NaN', () => {
    expect([exp(710), exp(Infinity), exp(-746), exp(-Infinity), exp(NaN)]).toEqual([
      Infinity,
      Infinity,
      0,
      0,
      NaN,
    ]);
  });

  it('log has no value below 0, and −Infinity at 0', () => {
    expect([log(0), log(-0), log(-1), log(NaN), log(Infinity)]).toEqual([
      -Infinity,
      -Infinity,
      NaN,
      NaN,
      Infinity,
    ]);
    expect([log1p(-1), log1p(-2), log1p(Infinity), log1p(NaN)]).toEqual([-Infinity, NaN, Infinity, NaN]);
  });
});

describe('softmax and its kin', () => {
  const scores = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 8 });

  it('a softmax sums to 1 and keeps the order of the scores', () => {
    fc.assert(
      fc.property(scores, (list) => {
        const p = Float64Array.from(list);
        softmaxInPlace(p);
        expect(p.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
        expect(p[list.indexOf(Math.max(...list))]).toBe(Math.max(...p));
      }),
    );
  });

  it('a shift of all scores changes logSumExp by the shift', () => {
    const values = Float64Array.of(-1, 0.5, 3);
    const shifted = values.map((v) => v + 900);
    expect(logSumExp(shifted)).toBeCloseTo(logSumExp(values) + 900, 9);
    expect(logSumExp(Float64Array.of(-Infinity, -Infinity))).toBe(-Infinity);
  });

  it('works on a part of a larger array and leaves the rest alone', () => {
    const values = Float64Array.of(9, 1, 1, 9);
    softmaxInPlace(values, 1, 2);
    expect([...values]).toEqual([9, 0.5, 0.5, 9]);
  });

  it('sigmoid and softplus stay finite and exact at the far ends', () => {
    expect([sigmoid(0), sigmoid(800), sigmoid(-800)]).toEqual([0.5, 1, 0]);
    expect([softplus(1000), softplus(-1000)]).toEqual([1000, 0]);
    expect(softplus(0)).toBeCloseTo(Math.LN2, 15);
  });
});
