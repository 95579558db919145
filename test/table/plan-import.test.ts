import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../shared/table/import-plan.ts';
import { planForSchema, planImport } from '../../shared/table/plan-import.ts';
import { bytesOf, readFile } from './delimited.ts';

const planOf = (text: string | Uint8Array, edits?: Parameters<typeof planImport>[1]['edits']) => {
  const bytes = typeof text === 'string' ? bytesOf(text) : text;
  return planImport(bytes, { complete: true, sizeBytes: bytes.length, ...(edits ? { edits } : {}) });
};

const dialectOf = (text: string | Uint8Array): Dialect => planOf(text).dialect;

/** A file of one column `x`, with a second column so that no cell can be mistaken for a blank line. */
const columnOf = (cells: readonly string[], name = 'x') =>
  planOf([`${name},z`, ...cells.map((text) => `${text},q`)].join('\n')).columns[0]!;

const rows = (n: number, cell: (i: number) => string): string[] =>
  Array.from({ length: n }, (_, i) => cell(i));

describe('the dialect', () => {
  it.each([[','], [';'], ['\t'], ['|']])('has the delimiter %j', (delimiter) => {
    const lines = ['name,title', 'a', 'b', 'c'].map((text) => [`"${text}"`, '1.5', 'x y'].join(delimiter));
    expect(dialectOf(lines.join('\n')).delimiter).toBe(delimiter);
  });

  it('takes the semicolon where commas stand in numbers', () => {
    expect(dialectOf('a;b\n1,5;2,5\n3,5;4,5\n').delimiter).toBe(';');
    expect(dialectOf('1,5;2,5\n3,5;4,5\n').delimiter).toBe(';');
  });

  it('leaves the texts of a single column whole', async () => {
    const { table } = await readFile('text\nred, green and blue\nyes; no\na|b\n');
    expect(table.columns).toHaveLength(1);
    expect(table.nRows).toBe(3);
  });

  it("has the quote ' only where it wraps cells", () => {
    expect(dialectOf("'a','b'\n'1','x,y'\n").quote).toBe("'");
    expect(dialectOf("a,b\n'tis,1\nrock 'n' roll,2\n").quote).toBe('"');
    expect(dialectOf('a,b\n"1","it\'s"\n').quote).toBe('"');
  });

  it.each([
    ['LF', '\n'],
    ['CRLF', '\r\n'],
    ['CR', '\r'],
  ])('ends lines with %s', (lineEnd, end) => {
    expect(dialectOf(['a,b', '1,2', '3,4', ''].join(end)).lineEnd).toBe(lineEnd);
  });

  it('says when line ends are mixed', () => {
    const plan = planOf('a,b\r\n1,2\n3,4\r5,6\n');
    expect(plan.dialect.lineEnd).toBe('mixed');
    expect(plan.sampledRows).toBe(3);
    expect(plan.warnings.map(({ code }) => code)).toContain('mixed-line-ends');
  });

  it.each([
    ['a,b\n1,2\n3,4\n', true],
    ['1,2\n3,4\n', false],
    ['x,2020-01-01\ny,2020-01-02\n', false],
    ['NA,2\n3,4\n5,6\n', false],
    ['name,city\nAnn,Rome\n', true],
    ['country,2019,2020\nIT,1,2\nFR,3,4\n', true],
    ['0,1,2\n5.1,3.5,1.4\n', true],
    [',a\n0,x\n1,y\n', true],
    ['1,2,3', false],
  ])('of %j has a header: %s', (text, hasHeader) => {
    expect(dialectOf(text).hasHeader).toBe(hasHeader);
  });

  it('is taken from the person where given', () => {
    const dialect: Dialect = { ...dialectOf('a,b\n1,2\n'), hasHeader: false };
    const plan = planOf('a,b\n1,2\n', { dialect });
    expect(plan.columns.map(({ name, type }) => [name, type])).toEqual([
      ['column_1', 'categorical'],
      ['column_2', 'categorical'],
    ]);
    expect(plan.preview).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });
});

describe('the encoding', () => {
  const text = 'nom,ville\nZoé,Orléans\nRené,Nîmes\n';
  const utf16 = (bigEndian: boolean, bom: boolean): Uint8Array => {
    const codes = Array.from((bom ? '\ufeff' : '') + text, (c) => c.charCodeAt(0));
    return Uint8Array.from(codes.flatMap((c) => (bigEndian ? [c >> 8, c & 255] : [c & 255, c >> 8])));
  };

  it.each<[string, Uint8Array, Dialect['encoding'], boolean]>([
    ['UTF-8', bytesOf(text), 'utf-8', false],
    ['UTF-8 with a mark', bytesOf(`\ufeff${text}`), 'utf-8', true],
    ['UTF-16 LE', utf16(false, false), 'utf-16le', false],
    ['UTF-16 LE with a mark', utf16(false, true), 'utf-16le', true],
    ['UTF-16 BE', utf16(true, false), 'utf-16be', false],
    ['UTF-16 BE with a mark', utf16(true, true), 'utf-16be', true],
    ['Latin-1', Uint8Array.from(text, (c) => c.charCodeAt(0)), 'latin-1', false],
  ])('%s is recognised and read, in pieces of any size', async (_, bytes, encoding, hasBom) => {
    const whole = await readFile(bytes);
    const inPieces = await readFile(bytes, { pieceBytes: 1 });
    expect(whole.plan.dialect).toMatchObject({ encoding, hasBom });
    expect(whole.plan.columns.map(({ name }) => name)).toEqual(['nom', 'ville']);
    expect(whole.plan.preview).toEqual([
      ['Zoé', 'Orléans'],
      ['René', 'Nîmes'],
    ]);
    expect(inPieces.table).toEqual(whole.table);
    expect(inPieces.report).toEqual(whole.report);
  });

  it('Latin-1 in a later part of an ASCII file is read as Latin-1, with a warning', async () => {
    const lines = `a,b\n${'x,1\n'.repeat(1000)}`;
    const bytes = Uint8Array.from([...bytesOf(lines), ...Uint8Array.from('né,2\n', (c) => c.charCodeAt(0))]);
    const { table, report } = await readFile(bytes, { headBytes: 1000, pieceBytes: 333 });
    expect(table.columns[0]).toMatchObject({ levels: ['x', 'né'] });
    expect(report.warnings).toEqual([expect.objectContaining({ code: 'undecodable-bytes' })]);
  });

  it('bytes that are no UTF-8 after others that are become U+FFFD, with a warning', async () => {
    const bytes = Uint8Array.from([...bytesOf(`a,b\n${'é,1\n'.repeat(500)}`), 0xff, ...bytesOf(',2\n')]);
    const { table, report } = await readFile(bytes, { headBytes: 1000 });
    expect(table.columns[0]).toMatchObject({ levels: ['é', '\ufffd'] });
    expect(report.warnings).toEqual([expect.objectContaining({ code: 'undecodable-bytes' })]);
  });
});

describe('the type of a column', () => {
  it.each([
    ['numeric', ['1', '2.5', '-3e2', '+4', '']],
    ['numeric', ['0', '1', '1', '0']],
    ['categorical', ['1', '2', '1e400', '2']],
    ['categorical', ['007', '008', '007', '010']],
    ['categorical', ['12345678901234567890', '1', '2', '1']],
    ['categorical', ['yes', 'no', 'yes', 'no']],
    ['categorical', ['1,000'.replace(',', '.000.'), '2', '2', '1']],
    ['boolean', ['true', 'FALSE', 'True', 'false']],
    ['datetime', ['2024-01-01', '2024-01-02T10:00Z', 'NA', '2024/01/03 11:00']],
    ['datetime', ['13/01/2020', '01/02/2020', '01/02/2020', '']],
    ['datetime', ['1/13/2020', '01/02/2020', '01/02/2020', '']],
    ['text', ['a word or two', 'quite a few words', 'some more of them', 'a word or two']],
  ])('is %s for %j', (type, cells) => {
    expect(columnOf(cells).type).toBe(type);
  });

  it('is identifier for keys: all different and named so, or counting the rows', () => {
    const codes = rows(30, (i) => `${7000 + 37 * i}-AB`);
    const numbers = rows(30, (i) => String(7000 + 37 * i));
    expect(columnOf(codes).type).toBe('identifier');
    expect(columnOf(rows(30, (i) => String(i + 1))).type).toBe('identifier');
    expect(columnOf(numbers).type).toBe('numeric');
    expect(columnOf(numbers, 'customerID').type).toBe('identifier');
    expect(columnOf(numbers, 'user_id').type).toBe('identifier');
    expect(columnOf(numbers, 'paid').type).toBe('numeric');
    expect(
      columnOf(
        rows(30, (i) => String(i % 15)),
        'id',
      ).type,
    ).toBe('numeric');
    expect(columnOf(rows(30, (i) => `00${1000 + i}`)).type).toBe('identifier');
  });

  it('is text for prose and categorical for long labels that come again', () => {
    expect(columnOf(rows(300, (i) => `message number ${i} of many`)).type).toBe('text');
    expect(columnOf(rows(300, (i) => `a rather long label ${i % 4}`)).type).toBe('categorical');
    expect(columnOf(rows(3000, (i) => `w${i % 2000}`)).type).toBe('text');
  });

  it('is not datetime while no cell tells day and month apart, and says so', () => {
    const plan = planOf('when,z\n01/02/2020,1\n03/04/2021,2\n');
    expect(plan.columns[0]?.type).toBe('categorical');
    expect(plan.warnings.map(({ code }) => code)).toEqual(['date-order-unclear']);
  });

  it('remembers the order that the dates showed', () => {
    expect(columnOf(['13/01/2020', '01/02/2020']).dateOrder).toBe('day-month');
    expect(columnOf(['01/13/2020', '01/02/2020']).dateOrder).toBe('month-day');
  });
});

describe('missing markers', () => {
  it('are counted by marker, whatever their case and the blanks around', () => {
    const column = columnOf(['1', '', ' ', 'NA', 'n/a', 'NULL', 'Null', '?', 'nan', '" "', '2']);
    expect(column.type).toBe('numeric');
    expect(column.missing).toEqual([
      { marker: '', count: 3 },
      { marker: 'NA', count: 1 },
      { marker: 'N/A', count: 1 },
      { marker: 'null', count: 2 },
      { marker: '?', count: 1 },
      { marker: 'NaN', count: 1 },
    ]);
  });

  it('can be edited, also to a number', async () => {
    const file = 'x,y\n-999,a\n1,NA\n2,b\n';
    const { table, report } = await readFile(file, { edits: { missingMarkers: ['-999'] } });
    expect(report.columns).toEqual([
      { name: 'x', type: 'numeric', missing: 1, missingByMarker: [{ marker: '-999', count: 1 }] },
      { name: 'y', type: 'categorical', missing: 0, missingByMarker: [] },
    ]);
    expect(table.columns[1]).toMatchObject({ levels: ['a', 'NA', 'b'] });
  });
});

describe('column names', () => {
  it('[SEC4] are unique and safe, and the plan says what was renamed', () => {
    const plan = planOf('a,,a,__proto__,constructor,a_2,a,"line\nbreak"\n1,2,3,4,5,6,7,x\n');
    expect(plan.columns.map(({ name }) => name)).toEqual([
      'a',
      'column_2',
      'a_3',
      '__proto___',
      'constructor_',
      'a_2',
      'a_4',
      'line break',
    ]);
    expect(plan.columns.map(({ sourceName }) => sourceName).slice(0, 4)).toEqual(['a', '', 'a', '__proto__']);
    expect(plan.warnings).toEqual([expect.objectContaining({ code: 'columns-renamed' })]);
    expect(plan.warnings[0]?.detail).toContain('"__proto__" → "__proto___"');
  });

  it('stay unique when all are the same', () => {
    const plan = planOf(`${'x,'.repeat(2999)}x\n${'1,'.repeat(2999)}1\n`);
    expect(new Set(plan.columns.map(({ name }) => name)).size).toBe(3000);
  });
});

describe('the suggested target', () => {
  it.each([
    ['id,Churn,age\n1,Yes,3\n2,No,4\n', 'Churn'],
    ['a,b,kind\n1,2,x\n3,4,y\n', 'kind'],
    ['a,text\n1,some words are here\n2,other words are here\n', null],
  ])('of %j is %s', (text, target) => {
    expect(planOf(text).suggestedTarget).toBe(target);
  });
});

describe('a plan for a dataset that is there', () => {
  it('takes its types and leaves out what it does not have', () => {
    const plan = planForSchema(planOf('zip,new,age\n10115,1,2\n'), [
      { name: 'zip', type: 'categorical' },
      { name: 'age', type: 'numeric' },
    ]);
    expect(plan.columns.map(({ type, include }) => [type, include])).toEqual([
      ['categorical', true],
      ['numeric', false],
      ['numeric', true],
    ]);
  });
});

const wide = (n: number): string =>
  `${rows(n, (i) => `c${i}`).join()}\n${rows(n, String).join()}\n${rows(n, () => 'x').join()}\n`;

describe('bad input', () => {
  it.each([
    ['', 'empty-file'],
    ['\n\n  \n', 'empty-file'],
    ['\ufeff', 'empty-file'],
    ['a,b,c', 'no-rows'],
    ['a,b,c\r\n\r\n', 'no-rows'],
    ['a,b\n1,2,3\n4,5,6\n', 'parse-failed'],
    ['a,b\n1,"open\n', 'parse-failed'],
  ])('%j is %s', (text, code) => {
    expect(() => planOf(text)).toThrow(expect.objectContaining({ code }));
  });

  it('a stray NUL byte stays in its cell, with a warning', () => {
    const plan = planOf('a,b\nx\u0000y,1\n');
    expect(plan.preview).toEqual([['x\u0000y', '1']]);
    expect(plan.warnings.map(({ code }) => code)).toEqual(['nul-bytes']);
  });

  it.each([
    ['a zip archive', [0x50, 0x4b, 3, 4, 0, 0, 8]],
    ['an Excel workbook', [0x50, 0x4b, 3, 4, 0, 0, ...bytesOf('[Content_Types].xml')]],
    ['a PNG image', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0]],
    ['a gzip archive', [0x1f, 0x8b, 8, 0, 0, 0]],
    ['a Parquet file', [...bytesOf('PAR1'), 21, 4, 0, 1, 2]],
    ['UTF-32 text', [0xff, 0xfe, 0, 0, 65, 0, 0, 0]],
    ['binary data', [...bytesOf('a,b\n1,'), 0, 0, 0, ...bytesOf('2,c,d,e\n')]],
  ])('%s is named as what it is', (name, bytes) => {
    const plan = () => planOf(Uint8Array.from(bytes));
    expect(plan).toThrow(expect.objectContaining({ code: 'not-text' }));
    expect(plan).toThrow(name);
  });

  it('10,000 columns are read, one more is refused', async () => {
    expect((await readFile(wide(10_000))).table.columns).toHaveLength(10_000);
    expect(() => planOf(wide(10_001))).toThrow(expect.objectContaining({ code: 'too-many-columns' }));
  });

  it('a first row that does not end within the head is refused', () => {
    const head = bytesOf('x'.repeat(100_000));
    expect(() => planImport(head, { complete: false, sizeBytes: 1e9 })).toThrow(
      expect.objectContaining({ code: 'parse-failed' }),
    );
  });
});
