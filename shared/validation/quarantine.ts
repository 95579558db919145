import type { Severity, Suite } from '../records/suite.ts';
import { misfits } from '../table/cast-column.ts';
import { numberBuilder, textBuilder } from '../table/column-builders.ts';
import { selectRows } from '../table/shape.ts';
import type { Column, NumericColumn, Table } from '../table/table.ts';
import { reportOf } from './check-suite.ts';
import { evaluate } from './evaluate.ts';
import { subjectOf, type Subject } from './subject.ts';
import type { SuiteReport } from './suite-report.ts';

export interface QuarantineOptions {
  /** The least severity that sets rows aside; `error` by default. */
  readonly severity?: Severity;
  /** Rows that were there before: a value that must be unique must not be among theirs either. */
  readonly before?: Table | null;
}

export interface Quarantine {
  /** Of all rows. */
  readonly report: SuiteReport;
  /** Rows that pass, with columns of the types that the suite expects; the table itself where that is all of it. */
  readonly kept: Table;
  /** Of these: what no row alone is at fault for may still fail. */
  readonly keptReport: SuiteReport;
  /** Places of the other rows, ascending. */
  readonly rows: Int32Array;
  /** The other rows as they came, below their number (from 1) and the reasons. */
  readonly rejected: Table;
}

/**
 * Sets rows aside that fail expectations of at least `severity`. A value that repeats an earlier one goes,
 * the first stays. Cost: that of {@link checkSuite} twice, and a copy of the rows.
 */
export function quarantine(table: Table, suite: Suite, options: QuarantineOptions = {}): Quarantine {
  const { severity = 'error', before = null } = options;
  const subject = subjectOf(table, suite, before);
  const counted = suite.expectations.map((each) => rank[each.severity] <= rank[severity]);
  const failing = suite.expectations.map((): number[] => []);
  const outcomes = evaluate(subject, suite, (index, row) => {
    if (counted[index] === true) failing[index]!.push(row);
  });
  const report = reportOf(subject, suite, outcomes);
  // Within what is allowed, rows may fail and stay.
  const reasons = failing.flatMap((rows, index) =>
    report.results[index]!.status === 'failed' ? [{ rows, promise: report.results[index]!.promise }] : [],
  );
  const byRow = reasonsByRow(reasons);
  const kept = keptRows(subject, byRow);
  const keptReport = kept === table ? report : reportOn(subjectOf(kept, suite, before), suite);
  const rows = Int32Array.from(byRow.keys()).toSorted();
  return { report, kept, keptReport, rows, rejected: rejectedRows(table, rows, byRow) };
}

const reportOn = (subject: Subject, suite: Suite): SuiteReport =>
  reportOf(subject, suite, evaluate(subject, suite));

const rank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

function reasonsByRow(
  reasons: readonly { readonly rows: readonly number[]; readonly promise: string }[],
): Map<number, string[]> {
  const byRow = new Map<number, string[]>();
  for (const { rows, promise } of reasons) {
    for (const row of rows) {
      const known = byRow.get(row);
      if (known === undefined) byRow.set(row, [promise]);
      else known.push(promise);
    }
  }
  return byRow;
}

function keptRows({ table, original }: Subject, gone: ReadonlyMap<number, unknown>): Table {
  const rows = new Int32Array(table.nRows - gone.size);
  for (let row = 0, at = 0; row < table.nRows; row++) if (!gone.has(row)) rows[at++] = row;
  const columns = original.columns.map((column, at) => {
    const cast: Column = table.columns[at]!;
    if (cast === column) return column;
    const misfit = misfits(column, cast.type);
    // A cell that cannot be read as the expected type stays what it was.
    return misfit === null || !rows.some(misfit) ? cast : column;
  });
  const isAll = gone.size === 0 && columns.every((column, at) => column === original.columns[at]);
  return isAll ? original : selectRows({ nRows: table.nRows, columns }, rows);
}

/** The rejected rows with the numbers that they have in their dataset instead of their places. */
export function withRowNumbers(
  { rejected, rows }: Pick<Quarantine, 'rejected' | 'rows'>,
  numbers: Int32Array,
): Table {
  const [places, ...columns] = rejected.columns as [NumericColumn, ...Column[]];
  const values = Float64Array.from(rows, (place) => numbers[place]! + 1);
  return { nRows: rejected.nRows, columns: [{ ...places, values }, ...columns] };
}

function rejectedRows(table: Table, rows: Int32Array, byRow: ReadonlyMap<number, readonly string[]>): Table {
  const [numbers, reasons] = [numberBuilder('numeric'), textBuilder('text')];
  for (const row of rows) {
    numbers.add(row + 1);
    reasons.add(byRow.get(row)!.join(' '));
  }
  const [rowName, reasonName] = [freeName(table, 'row'), freeName(table, 'rejected because')];
  const { columns } = selectRows(table, rows);
  return { nRows: rows.length, columns: [numbers.finish(rowName), ...columns, reasons.finish(reasonName)] };
}

/** Columns of a table differ in name. */
function freeName(table: Table, wished: string): string {
  const taken = table.columns.some(({ name }) => name === wished);
  return taken ? freeName(table, `${wished}_`) : wished;
}
