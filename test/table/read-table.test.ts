import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256Hex } from '../../shared/records/canonical.ts';
import { planImport } from '../../shared/table/plan-import.ts';
import { readTable } from '../../shared/table/read-table.ts';
import { bytesOf, cellsOfColumn, piecesOf, readFile, typesOf } from './delimited.ts';
import { cellsOf } from './tables.ts';

describe('reading a delimited file', () => {
  it('gives typed columns, and a report with counts, size and digest', async () => {
    const file = 'id,total,churn,when,ok\nA-1, ,Yes,2024-01-01,true\nB-2,3.50,No,NA,FALSE\n';
    const { table, report } = await readFile(file);
    expect(cellsOf(table)).toEqual([
      ['A-1', null, 'Yes', '2024-01-01T00:00:00.000Z', true],
      ['B-2', 3.5, 'No', null, false],
    ]);
    expect(report).toMatchObject({
      nRows: 2,
      sizeBytes: file.length,
      sourceDigest: sha256Hex(file),
      rejected: [],
    });
    expect(report.columns[1]).toEqual({
      name: 'total',
      type: 'numeric',
      missing: 1,
      missingByMarker: [{ marker: '', count: 1 }],
    });
  });

  it.each([
    ['a comma in quotes', 'a,b\n"x, y",1\n', [['x, y', 1]]],
    [
      'doubled quotes',
      'a,b\n"say ""hi""",1\n"""",2\n',
      [
        ['say "hi"', 1],
        ['"', 2],
      ],
    ],
    [
      'line breaks in quotes',
      'a,b\n"x\ny",1\n"x\r\ny",2\n',
      [
        ['x\ny', 1],
        ['x\r\ny', 2],
      ],
    ],
    [
      'blanks around cells',
      'a,b\n  x  ,\t1 \n " y ",2\n"z" ,3\n',
      [
        ['x', 1],
        [' y ', 2],
        ['z', 3],
      ],
    ],
    [
      'quotes inside a cell',
      'a,b\nthe "one",1\n5" disk,2\n',
      [
        ['the "one"', 1],
        ['5" disk', 2],
      ],
    ],
    ['text after a closing quote', 'a,b\n"x"y,1\n', [['xy', 1]]],
    [
      'blank lines',
      'a,b\n\nx,1\n  \n\r\ny,2\n\n',
      [
        ['x', 1],
        ['y', 2],
      ],
    ],
    [
      'mixed line ends',
      'a,b\r\nx,1\ny,2\rz,3',
      [
        ['x', 1],
        ['y', 2],
        ['z', 3],
      ],
    ],
    [
      'an empty last cell',
      'a,b\nx,1\ny,',
      [
        ['x', 1],
        ['y', null],
      ],
    ],
    [
      'a quoted empty cell',
      'a,b\n"",1\nx,2\n',
      [
        [null, 1],
        ['x', 2],
      ],
    ],
    [
      'tabs with empty cells',
      'a\tb\tc\n\t\tx\n1\t\ty\n',
      [
        [null, null, 'x'],
        [1, null, 'y'],
      ],
    ],
    ['no line end after the last row', 'a,b\nx,1', [['x', 1]]],
    ['a byte order mark and emoji', '\ufeffa,b\n😀,1\n', [['😀', 1]]],
  ])('copes with %s, wherever the pieces are cut', async (_, file, rows) => {
    const whole = await readFile(file);
    expect(cellsOf(whole.table)).toEqual(rows);
    for (let pieceBytes = 1; pieceBytes <= 7; pieceBytes += 1) {
      expect((await readFile(file, { pieceBytes })).table).toEqual(whole.table);
    }
  });

  it('rejects rows that do not fit, with their line, and keeps the others', async () => {
    const { table, report } = await readFile('a,b\n1,2\n3\n"x\ny",4\n5,6,7\n8,9\n');
    expect(cellsOf(table)).toEqual([
      ['1', 2],
      ['x\ny', 4],
      ['8', 9],
    ]);
    expect(report.rejectedCount).toBe(2);
    expect(report.rejected).toEqual([
      { line: 3, reason: 'too-few-cells', text: '3' },
      { line: 6, reason: 'too-many-cells', text: '5,6,7' },
    ]);
  });

  it('a quote that is never closed costs its line, not the file', async () => {
    const lines = Array.from({ length: 50 }, (_, i) => (i === 20 ? '"open,1' : `x${i},${i}`));
    const { table, report } = await readFile(`a,b\n${lines.join('\n')}\n`, { pieceBytes: 64 });
    expect(table.nRows).toBe(49);
    expect(report.rejected).toEqual([{ line: 22, reason: 'unclosed-quote', text: '"open,1' }]);
    expect(cellsOfColumn(table, 'b').at(-1)).toBe(49);
  });

  it('keeps the first ten thousand rejected rows and counts the rest', async () => {
    const { report } = await readFile(`a,b\n1,2\n${'x\n'.repeat(10_001)}`);
    expect(report.rejectedCount).toBe(10_001);
    expect(report.rejected).toHaveLength(10_000);
  });

  it('leaves out columns that are not included, and names them as planned', async () => {
    const bytes = bytesOf('a,b,c\n1,2,x\n');
    const plan = planImport(bytes, { complete: true, sizeBytes: bytes.length });
    plan.columns[1]!.include = false;
    plan.columns[2]!.name = 'kind';
    const { table, report } = await readTable([bytes], plan);
    expect(typesOf(table)).toEqual({ a: 'numeric', kind: 'categorical' });
    expect(report.columns).toHaveLength(2);
  });

  it('takes a type that the person chose', async () => {
    const bytes = bytesOf('zip,n\n10115,1\n20095,2\n10115,3\n');
    const plan = planImport(bytes, { complete: true, sizeBytes: bytes.length });
    plan.columns[0]!.type = 'categorical';
    plan.columns[1]!.type = 'identifier';
    const { table } = await readTable([bytes], plan);
    expect(cellsOf(table)).toEqual([
      ['10115', '1'],
      ['20095', '2'],
      ['10115', '3'],
    ]);
  });
});

const spell = (i: number): string => ['1.50', '+3', '2', '0.1', '-0', '1e3', 'NA'][i % 7]!;

describe('a cell far down that does not fit the planned type', () => {
  const N = 90_000;
  const fileOf = (cell: (i: number) => string, last: string): string =>
    `x,y\n${Array.from({ length: N }, (_, i) => `${cell(i)},1`).join('\n')}\n${last},1\n`;

  /** The column as it comes out when the plan saw only the first rows. */
  const widened = async (cell: (i: number) => string, last: string) => {
    const { plan, table, report } = await readFile(fileOf(cell, last), {
      headBytes: 20_000,
      pieceBytes: 65_536,
    });
    return { planned: plan.columns[0]!.type, table, report, cells: cellsOfColumn(table, 'x') };
  };

  it('turns numbers into the strings they were, spelled as in the file', async () => {
    const { planned, table, report, cells } = await widened(spell, 'oops');
    expect([planned, typesOf(table)['x']]).toEqual(['numeric', 'categorical']);
    expect(cells).toEqual([...Array.from({ length: N }, (_, i) => (i % 7 === 6 ? null : spell(i))), 'oops']);
    expect(report.warnings).toEqual([expect.objectContaining({ code: 'type-widened' })]);
    expect(report.warnings[0]?.detail).toContain(`line ${N + 2} has "oops"`);
    expect(report.columns[0]).toMatchObject({ type: 'categorical', missing: Math.floor(N / 7) });
  });

  it('makes text of numbers that hardly ever repeat', async () => {
    const { table, cells } = await widened((i) => String((i * 7919) % 40_009), '12345678901234567890');
    expect(typesOf(table)['x']).toBe('text');
    expect(cells.slice(0, 3)).toEqual(['0', '7919', '15838']);
    expect(cells.at(-1)).toBe('12345678901234567890');
  });

  it('turns dates and booleans back into what stood there', async () => {
    const dates = await widened((i) => `${1 + (i % 28)}/${1 + (i % 12)}/2020`, 'soon');
    expect([dates.planned, dates.cells[13], dates.cells.at(-1)]).toEqual(['datetime', '14/2/2020', 'soon']);
    const booleans = await widened((i) => ['true', 'FALSE', ''][i % 3]!, 'maybe');
    expect([booleans.planned, ...booleans.cells.slice(0, 3)]).toEqual(['boolean', 'true', 'FALSE', null]);
  });

  it('makes text of a category with too many levels', async () => {
    const { planned, table, report, cells } = await widened((i) => (i < 5000 ? 'a' : `level ${i}`), 'z');
    expect([planned, typesOf(table)['x']]).toEqual(['categorical', 'text']);
    expect([cells[0], cells[N - 1], cells[N]]).toEqual(['a', `level ${N - 1}`, 'z']);
    expect(report.warnings[0]?.detail).toContain('too many different values');
  });

  it('of a column that was all missing in the sample is read for what it is', async () => {
    const { table } = await widened(() => '', 'word');
    expect(typesOf(table)['x']).toBe('categorical');
    expect(typesOf((await widened(() => '', '7')).table)['x']).toBe('numeric');
  });
});

async function* asynchronous<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values;
}

describe('reading', () => {
  const bytes = bytesOf(`a,b\n${'x,1\n'.repeat(100)}`);
  const plan = planImport(bytes, { complete: true, sizeBytes: bytes.length });

  it('stops when aborted', async () => {
    const signal = { aborted: false };
    const reading = readTable(piecesOf(bytes, 50), plan, {
      signal,
      onProgress: (done) => (signal.aborted = done >= 100),
    });
    await expect(reading).rejects.toThrow(expect.objectContaining({ code: 'aborted' }));
  });

  it('reports the bytes done and takes an asynchronous source', async () => {
    const seen: number[] = [];
    await readTable(asynchronous(piecesOf(bytes, 150)), plan, { onProgress: (done) => seen.push(done) });
    expect(seen).toEqual([150, 300, 404]);
  });

  it('refuses a file whose header is not the one of the plan', async () => {
    await expect(readTable([bytesOf('a,c\nx,1\n')], plan)).rejects.toThrow(
      expect.objectContaining({ code: 'parse-failed' }),
    );
  });

  it('refuses a file where no row fits, and one without rows', async () => {
    const failing = readTable([bytesOf('a,b\n1\n2\n')], plan);
    await expect(failing).rejects.toThrow(/line 2 has too few cells/);
    await expect(readTable([bytesOf('a,b\n')], plan)).rejects.toThrow(
      expect.objectContaining({ code: 'no-rows' }),
    );
  });

  it('gives up a row beyond 16 MiB without holding more of it', async () => {
    let sent = 0;
    function* endless(): Generator<Uint8Array> {
      yield bytesOf('a,b\nx,1\n');
      for (const piece = new Uint8Array(2 ** 20).fill(120); ; sent += 1) yield piece;
    }
    await expect(readTable(endless(), plan)).rejects.toThrow(
      expect.objectContaining({ code: 'parse-failed' }),
    );
    expect(sent).toBeLessThan(40);
  });

  it('is the same table and report however the bytes are cut', async () => {
    const cell = fc.oneof(
      fc.constantFrom('1', '2.5', 'NA', '', 'x', '"a,b"', '"c""d"', '"e\nf"', 'é', '"'),
      fc.string(),
    );
    const file = fc
      .array(fc.array(cell, { minLength: 2, maxLength: 3 }), { minLength: 1, maxLength: 20 })
      .map((rows) => bytesOf(`a,b\n1,2\n${rows.map((row) => row.join()).join('\r\n')}`));
    await fc.assert(
      fc.asyncProperty(file, fc.integer({ min: 1, max: 40 }), async (content, pieceBytes) => {
        const planned = planImport(content.subarray(0, 8), { complete: false, sizeBytes: content.length });
        const whole = await readTable([content], planned);
        expect(await readTable(piecesOf(content, pieceBytes), planned)).toEqual(whole);
      }),
    );
  });
});
