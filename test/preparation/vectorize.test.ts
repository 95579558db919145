import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCsr, type Csr } from '../../shared/numeric/csr.ts';
import { toFeatures } from '../../shared/preparation/features.ts';
import { stripHtml } from '../../shared/preparation/text/clean-text.ts';
import { murmur3 } from '../../shared/preparation/text/murmur3.ts';
import { stopWordLists } from '../../shared/preparation/text/stop-words.ts';
import type { FittedTransformer } from '../../shared/preparation/transformer.ts';
import { fitTransformer, restoreTransformer } from '../../shared/preparation/transformers.ts';
import type { JsonObject } from '../../shared/records/json.ts';
import type { Cell, Table } from '../../shared/table/table.ts';
import reference from '../references/text.json' with { type: 'json' };
import { step, tableOf } from './columns.ts';

const thrown = (code: string, detail: RegExp): Error =>
  expect.objectContaining({ code, detail: expect.stringMatching(detail) }) as Error;

const textTable = (texts: readonly Cell[]): Table => tableOf(['Text', 'text', texts]);

function fit(table: Table, options: object = {}): FittedTransformer {
  return fitTransformer(step({ step: 'vectorize', ...options }), table);
}

function sparse(table: Table, fitted: FittedTransformer): Csr {
  const { X } = toFeatures(table, [fitted]);
  if (!isCsr(X)) throw new Error('text must stay sparse');
  return X;
}

function written(X: Csr): number[][] {
  return Array.from({ length: X.nRows }, (_, row) => {
    const cells = Array.from({ length: X.nColumns }, () => 0);
    for (let at = X.starts[row]!; at < X.starts[row + 1]!; at += 1) cells[X.columns[at]!] = X.values[at]!;
    return cells;
  });
}

const terms = (texts: readonly Cell[], options: object = {}): readonly string[] =>
  fit(textTable(texts), options).blocks![0]!.vocabulary;

const analyzers: Record<string, string> = { word: 'word', char: 'char', char_wb: 'char-within-words' };

/** scikit-learn's parameters as a step of a recipe. */
function asStep(given: Record<string, unknown>): object {
  return {
    ngrams: given['ngram_range'],
    minDf: given['min_df'],
    maxDf: given['max_df'] ?? 1,
    lowercase: given['lowercase'] ?? true,
    accents: given['strip_accents'] === 'unicode' ? 'fold' : 'keep',
    analyzer: analyzers[(given['analyzer'] as string | undefined) ?? 'word'],
    sublinearTf: given['sublinear_tf'] ?? false,
    idf: given['use_idf'] ?? true,
  };
}

describe('TF-IDF against scikit-learn', () => {
  it.each(reference.tfidf)('$options', ({ options, terms: expected, X }) => {
    const table = textTable(reference.texts);
    const fitted = fit(table, asStep(options));
    expect(fitted.blocks![0]!.vocabulary).toEqual(expected);
    const given = written(sparse(table, fitted));
    X.forEach((row, at) =>
      row.forEach((value, j) => expect(Math.abs(given[at]![j]! - value)).toBeLessThan(1e-9)),
    );
  });
});

describe('hashing against scikit-learn', () => {
  it('has the same MurmurHash3', () => {
    for (const [text, hash] of reference.murmur3 as [string, number][]) {
      const bytes = new TextEncoder().encode(`x${text}y`);
      expect(murmur3(bytes, 1, bytes.length - 1)).toBe(hash);
    }
  });

  it.each(reference.hashed)('$options', ({ options, rows }) => {
    const { n_features: features, alternate_sign: signed = true } = options as Record<string, unknown>;
    const table = textTable(reference.texts);
    const fitted = fit(table, { ...asStep({ ...options, min_df: 2 }), hash: { features, signed } });
    const { starts, columns, values, nColumns } = sparse(table, fitted);
    expect(nColumns).toBe(features);
    rows.forEach((row, at) => {
      // scikit-learn stores the zeros of terms that cancel out.
      const expected = row.filter(([, value]) => Math.abs(value!) > 1e-15);
      expect([...columns.subarray(starts[at], starts[at + 1])]).toEqual(expected.map(([column]) => column));
      expected.forEach(([, value], i) =>
        expect(Math.abs(values[starts[at]! + i]! - value!)).toBeLessThan(1e-12),
      );
    });
  });

  it('[SYNC10] keeps no term, and is the same from the stored state', () => {
    const table = textTable(reference.texts);
    const fitted = fit(table, { hash: { features: 64 } });
    const state = JSON.stringify(fitted.state());
    expect(state).not.toMatch(/quick|hund|café/);
    const restored = restoreTransformer(JSON.parse(state) as JsonObject);
    expect(toFeatures(table, [restored])).toEqual(toFeatures(table, [fitted]));
    expect(toFeatures(table, [fitted]).featureNames[63]).toBe('Text: #63');
  });

  it('takes powers of two only, in recipes and in stored states', () => {
    expect(() => step({ step: 'vectorize', hash: { features: 1000 } })).toThrow();
    const state = fit(textTable(['a b']), { hash: { features: 64 } }).state();
    const changed = { ...state, hash: { features: 63, signed: true } };
    expect(() => restoreTransformer(changed)).toThrow(thrown('model-invalid', /power of two/));
  });
});

describe('texts joined, against scikit-learn', () => {
  const table = tableOf(
    ['Text', 'text', reference.texts],
    ['Price', 'numeric', reference.texts.map((_, row) => row)],
    ['More', 'text', reference.second],
  );

  it.each(reference.joined)('$options', ({ options, terms: expected, X }) => {
    const fitted = fit(table, { ...asStep(options), join: true });
    const [block] = fitted.blocks!;
    expect(fitted.blocks!.length).toBe(1);
    expect(block!.vocabulary).toEqual(expected);
    const { X: given, featureNames } = toFeatures(table, [fitted]);
    // The block stands in the place of its first column, the number behind it.
    expect(featureNames).toEqual([...expected.map((term) => `Text + More: ${term}`), 'Price']);
    const rows = written(given as Csr);
    X.forEach((row, at) =>
      [...row, at].forEach((value, j) => expect(Math.abs(rows[at]![j]! - value)).toBeLessThan(1e-9)),
    );
    const restored = restoreTransformer(JSON.parse(JSON.stringify(fitted.state())) as JsonObject);
    expect(toFeatures(table, [restored])).toEqual(toFeatures(table, [fitted]));
  });
});

/** Terms by regular expressions and strings, as scikit-learn has them. */
function plainTerms(text: string, analyzer: string, [from, to]: readonly [number, number]): string[] {
  const lower = text.toLowerCase();
  const runs = (all: readonly string[], glue: string, n: number): string[] =>
    Array.from({ length: Math.max(0, all.length - n + 1) }, (_, i) => all.slice(i, i + n).join(glue));
  const lengths = Array.from({ length: to - from + 1 }, (_, i) => from + i);
  if (analyzer === 'word') {
    const words = lower.match(/[\p{L}\p{M}\p{N}_]{2,}/gu) ?? [];
    return lengths.flatMap((n) => runs(words, ' ', n));
  }
  if (analyzer === 'char') return lengths.flatMap((n) => runs([...lower.replace(/\s\s+/g, ' ')], '', n));
  return lower.split(/\s+/).flatMap((word) => {
    if (word === '') return [];
    const letters = [...` ${word} `];
    const whole = lengths.findIndex((n) => n >= letters.length);
    return [
      ...lengths.slice(0, whole < 0 ? undefined : whole).flatMap((n) => runs(letters, '', n)),
      ...(whole < 0 ? [] : [letters.join('')]),
    ];
  });
}

describe('reading bytes', () => {
  const piece = fc.constantFrom(
    'ab',
    'A',
    'Zebra',
    ' ',
    '  ',
    '\t',
    '\n ',
    '-',
    '_',
    '42',
    'é',
    'ß',
    '東京',
    '𝒳',
    '.',
    '<b>',
  );
  const texts = fc.array(
    fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join('')),
    { minLength: 1, maxLength: 8 },
  );
  const ngrams = fc
    .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 2 }))
    .map(([from, more]) => [from, from + more] as const);

  it('finds the terms that regular expressions find', () => {
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom('word', 'char', 'char-within-words'),
        ngrams,
        (cells, analyzer, lengths) => {
          // Every cell twice, so that every term has its two rows.
          const table = textTable([...cells, ...cells]);
          const fitted = fit(table, { analyzer, ngrams: lengths, accents: 'keep', idf: false });
          const expected = new Set(
            cells.flatMap((cell) => plainTerms(cell.normalize('NFC'), analyzer, lengths)),
          );
          expect(new Set(fitted.blocks![0]!.vocabulary)).toEqual(expected);
          if (expected.size === 0) return;
          const X = sparse(table, fitted);
          const column = new Map(fitted.blocks![0]!.vocabulary.map((term, at) => [term, at]));
          cells.forEach((cell, row) => {
            const terms = plainTerms(cell, analyzer, lengths);
            const counts = new Map<number, number>();
            for (const term of terms) counts.set(column.get(term)!, (counts.get(column.get(term)!) ?? 0) + 1);
            const length = Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0));
            const [from, to] = [X.starts[row]!, X.starts[row + 1]!];
            expect([...X.columns.subarray(from, to)]).toEqual([...counts.keys()].sort((a, b) => a - b));
            for (let at = from; at < to; at += 1)
              expect(X.values[at]).toBeCloseTo(counts.get(X.columns[at]!)! / length, 12);
          });
          // The training matrix comes from what was counted; any other is read anew.
          const again = restoreTransformer(JSON.parse(JSON.stringify(fitted.state())) as JsonObject);
          expect(sparse(table, again)).toEqual(X);
        },
      ),
    );
  });
});

describe('the vocabulary', () => {
  const texts = ['red green', 'red green', 'red blue', 'canary', 'red blue red'];

  it('[SYNC10] never has a term of a single row, and a recipe cannot ask for it', () => {
    expect(terms(texts)).toEqual(['blue', 'green', 'red']);
    expect(() => step({ step: 'vectorize', minDf: 1 })).toThrow();
  });

  it('leaves out terms of too many rows, and keeps the most frequent of the rest', () => {
    expect(terms(texts, { maxDf: 0.5 })).toEqual(['blue', 'green']);
    expect(terms(texts, { maxFeatures: 1 })).toEqual(['red']);
    expect(terms(texts, { maxFeatures: 2 })).toEqual(['blue', 'red']);
  });

  it('leaves out stop words, also where accents are folded and before neighbours are joined', () => {
    const german = ['Kaffee für Gäste', 'Kaffee für Gäste'];
    expect(terms(german, { stopWords: ['german'], ngrams: [1, 2] })).toEqual([
      'gaste',
      'kaffee',
      'kaffee gaste',
    ]);
    expect(terms(german, { stopWords: ['german'], accents: 'keep' })).toEqual(['gäste', 'kaffee']);
  });

  it('has lists of lower-case words, each once', () => {
    for (const list of Object.values(stopWordLists)) {
      const words = list.split(' ');
      expect(new Set(words).size).toBe(words.length);
      expect(words.every((word) => /^\p{Ll}+$/u.test(word))).toBe(true);
    }
  });

  it('reads no tags, scripts and comments, but entities', () => {
    const page =
      '<p class="x">Fish &amp; chips</p><script>evil()</script><!-- no -->&#233;t&#xE9; 3 < 4 &unknown;';
    expect(stripHtml(page).split(/\s+/).join(' ').trim()).toBe('Fish & chips été 3 < 4 &unknown;');
    expect(terms(['<b>bold</b>', '<b>bold</b>'], { html: 'strip' })).toEqual(['bold']);
  });

  it('drops special characters where runs of characters are read', () => {
    expect(terms(['a-b', 'a-b'], { analyzer: 'char', ngrams: [3, 3], specials: 'drop' })).toEqual(['a b']);
  });
});

describe('the matrix of texts', () => {
  const table = tableOf(
    ['Title', 'text', ['red kettle', 'red hose', null, 'kettle']],
    ['Price', 'numeric', [0, 2, 3, 4]],
    ['Body', 'text', ['hot', 'hot', 'cold', 'cold']],
    ['New', 'boolean', [true, false, true, false]],
  );

  it('has a block for each text column in its place, and numbers beside, in one sparse matrix', () => {
    const fitted = fit(table, { idf: false });
    const { X, featureNames } = toFeatures(table, [fitted]);
    expect(featureNames).toEqual(['Title: kettle', 'Title: red', 'Price', 'Body: cold', 'Body: hot', 'New']);
    const half = 1 / Math.sqrt(2);
    expect(written(X as Csr)).toEqual([
      [half, half, 0, 0, 1, 1],
      [0, 1, 2, 0, 1, 0],
      [0, 0, 3, 1, 0, 1],
      [1, 0, 4, 1, 0, 0],
    ]);
    expect((X as Csr).values.includes(0)).toBe(false);
  });

  it('is the same from the stored state, whose bytes are the same too', () => {
    const fitted = fit(table, { ngrams: [1, 2] });
    const restored = restoreTransformer(JSON.parse(JSON.stringify(fitted.state())) as JsonObject);
    expect(toFeatures(table, [restored])).toEqual(toFeatures(table, [fitted]));
    expect(restored.state()).toEqual(fitted.state());
  });

  it('takes unknown words and empty texts as nothing', () => {
    const fitted = fit(textTable(['red', 'red']));
    expect(written(sparse(textTable(['unheard of', '', null, 'red']), fitted))).toEqual([[0], [0], [0], [1]]);
  });

  it('refuses texts without a single common term, and text that was not vectorized', () => {
    const apart = textTable(['one', 'two']);
    expect(() => toFeatures(apart, [fit(apart)])).toThrow(thrown('features-missing', /No term/));
    expect(() => toFeatures(apart, [])).toThrow(thrown('recipe-invalid', /"Text" is free text/));
  });
});

describe('a stored vocabulary', () => {
  const state = fit(textTable(['b a', 'b a'])).state() as { columns: JsonObject[] } & JsonObject;
  const withColumn = (change: JsonObject): JsonObject => ({
    ...state,
    columns: [{ ...state.columns[0]!, ...change }],
  });

  it.each([
    ['terms out of order', { terms: ['b', 'a'] }],
    ['a term twice', { terms: ['a', 'a'] }],
    ['a term that is no text', { terms: ['a', 1] }],
    ['too few frequencies', { frequencies: [2] }],
    ['a term of one row', { frequencies: [1, 2] }],
    ['more rows than there were', { frequencies: [2, 3] }],
    ['half a row', { frequencies: [2, 2.5] }],
  ])('is refused with %s', (_, change) => {
    const whole = { terms: ['aa', 'bb'], frequencies: [2, 2], ...change };
    expect(() => restoreTransformer(withColumn(whole))).toThrow(thrown('model-invalid', /./));
  });
});
