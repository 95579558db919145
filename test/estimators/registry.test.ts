import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/errors/app-error.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { estimatorByName, estimators } from '../../shared/estimators/registry.ts';

describe('registry', () => {
  it('finds every estimator by its name, which is kebab-case and its own', () => {
    for (const estimator of estimators) {
      expect(estimator.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(estimatorByName(estimator.name)).toBe(estimator);
    }
  });

  it('names what there is when it is asked for something else', () => {
    const ask = (): unknown => estimatorByName('random-forrest');
    expect(ask).toThrow(AppError);
    expect(ask).toThrow(/random-forrest.*random-forest, extra-trees/s);
  });
});

describe.each(estimators)('the param table of $name', ({ params }) => {
  it('has defaults within its own limits, and a name, title and help for every param', () => {
    const values = resolveParams(params, {});
    expect(resolveParams(params, values)).toEqual(values);
    expect(new Set(params.map((param) => param.name)).size).toBe(params.length);
    for (const param of params) expect(param.title.length * param.help.length).toBeGreaterThan(0);
  });

  it('refuses a value beyond each limit', () => {
    for (const param of params) {
      const beyond = 'max' in param ? [param.min - 1, param.max + 1, NaN] : [7];
      for (const value of beyond)
        expect(() => resolveParams(params, { [param.name]: value })).toThrow(AppError);
    }
  });
});
