import { describe, expect, it } from 'vitest';
import { catalogue } from '../../shared/errors/catalogue.ts';
import { readSources } from './sources.ts';

const sources = [...readSources(process.cwd())].filter(([file]) => file !== 'shared/errors/catalogue.ts');

describe('the error catalogue', () => {
  it.each(Object.keys(catalogue))('[ERR2] %s is used somewhere', (code) => {
    const quoted = new RegExp(`['"\`]${code}['"\`]`);
    expect(sources.some(([, source]) => quoted.test(source))).toBe(true);
  });
});
