import type { CheckKind, Expectation, ExpectationOf, Suite } from '../records/suite.ts';
import { cellText } from '../table/cells.ts';
import { columnOf, type Kind, type Observation, type RowKind } from './expectations/kind.ts';
import { kindOf, kinds } from './expectations/kinds.ts';
import type { ExpectationResult } from './suite-report.ts';
import type { Subject } from './subject.ts';
import { percent, rowsText } from './wording.ts';

const MOST_ROWS_SHOWN = 100;
const MOST_EXAMPLES = 3;
const LONGEST_EXAMPLE = 60;

/** What became of an expectation, before it is priced. */
export type Outcome = Pick<ExpectationResult, 'status' | 'observed' | 'value' | 'count' | 'rows'>;

/** Told of every failing row of an expectation that is judged row by row. */
export type OnFailing = (index: number, row: number) => void;

/** Cost: one pass a row expectation; the others as they say. */
export function evaluate(subject: Subject, suite: Suite, onFailing?: OnFailing): Outcome[] {
  const families = judgeFamilies(subject, suite);
  return suite.expectations.map((expectation, index) => {
    if (!expectation.enabled) return outcome('off', 'Not checked.');
    const family = families.get(index);
    if (family !== undefined) return said(family);
    const kind = kindOf(expectation.check);
    const given = expectation as ExpectationOf<CheckKind>;
    if (kind.by === 'table') return said(kind.observe(given, subject));
    if (kind.by === 'family') return outcome('undecided', 'Not checked.');
    return judgeRows(kind, given, subject, (row) => onFailing?.(index, row));
  });
}

const outcome = (status: Outcome['status'], observed: string, value: number | null = null): Outcome => ({
  status,
  observed,
  value,
  count: 0,
  rows: [],
});

/** Expectations of one family share their p-values: all that are enabled are judged at once. */
function judgeFamilies(subject: Subject, suite: Suite): Map<number, Observation> {
  const judged = new Map<number, Observation>();
  for (const kind of Object.values(kinds) as Kind<CheckKind>[]) {
    if (kind.by !== 'family') continue;
    const members = [...suite.expectations.entries()].filter(
      ([, { check, enabled }]) => enabled && check === kind.check,
    );
    const found = kind.observeAll(
      members.map(([, expectation]) => expectation as ExpectationOf<CheckKind>),
      subject,
    );
    members.forEach(([index], at) => judged.set(index, found[at]!));
  }
  return judged;
}

const said = ({ met, observed, value }: Observation): Outcome =>
  outcome(met === null ? 'undecided' : met ? 'met' : 'failed', observed, value);

function judgeRows(
  kind: RowKind<CheckKind>,
  expectation: ExpectationOf<CheckKind>,
  subject: Subject,
  mark: (row: number) => void,
): Outcome {
  const failing = kind.failing(expectation, subject);
  if (typeof failing === 'string') return outcome('failed', failing);
  const { nRows } = subject.table;
  const rows: number[] = [];
  let count = 0;
  if (failing !== null) {
    for (let row = 0; row < nRows; row++) {
      if (!failing(row)) continue;
      if (count++ < MOST_ROWS_SHOWN) rows.push(row);
      mark(row);
    }
  }
  const share = nRows === 0 ? 0 : count / nRows;
  const status = share > kind.allowed(expectation) ? 'failed' : 'met';
  return { status, observed: rowsSaid(expectation, subject, count, rows), value: share, count, rows };
}

function rowsSaid(
  expectation: Expectation,
  subject: Subject,
  count: number,
  rows: readonly number[],
): string {
  const { nRows } = subject.table;
  if (count === 0) return `All ${rowsText(nRows)} do.`;
  const verb = count === 1 ? 'does' : 'do';
  return `${rowsText(count)} of ${nRows} (${percent(count, nRows)}) ${verb} not${examples(expectation, subject, rows)}.`;
}

/** The first different values that fail, as they came. */
function examples(expectation: Expectation, subject: Subject, rows: readonly number[]): string {
  const name = columnOf(expectation);
  const cells = name === null ? null : subject.originalColumn(name);
  if (cells === null) return '';
  const texts = new Set(rows.map((row) => cellText(cells, row)).filter((text) => text !== ''));
  const shown = [...texts].slice(0, MOST_EXAMPLES).map((text) => JSON.stringify(cut(text)));
  return shown.length === 0 ? '' : `, such as ${shown.join(', ')}`;
}

const cut = (text: string): string =>
  text.length > LONGEST_EXAMPLE ? `${text.slice(0, LONGEST_EXAMPLE - 1)}…` : text;
