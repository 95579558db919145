import { AppError } from '../../shared/errors/app-error.ts';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import type { Suite } from '../../shared/records/suite.ts';
import type { Table } from '../../shared/table/table.ts';
import { kindOf } from '../../shared/validation/expectations/kinds.ts';
import { withRowNumbers } from '../../shared/validation/quarantine.ts';
import type { SuiteReport } from '../../shared/validation/suite-report.ts';
import type { QuarantineOutput } from '../tasks/quarantine.ts';
import type { RunOptions } from '../tasks/task.ts';
import type { Host } from './host.ts';

/** What to do with rows that break the contract of their dataset; to refuse them all is the default. */
export type OnBroken = 'refuse' | 'quarantine';

/** How rows that were loaded met the suite of their dataset. */
export interface Contract {
  readonly report: SuiteReport;
  /** Rows left out, with their numbers and the reasons; null when there are none. */
  readonly rejected: Table | null;
}

export interface Guarded {
  /** Rows that may be loaded. */
  readonly table: Table;
  /** null where the dataset has no suite. */
  readonly contract: Contract | null;
}

/**
 * Holds rows against the suite of the dataset that they are to be loaded into. With `quarantine` those
 * that fail an error-level expectation are left out.
 * @throws AppError `contract-broken` when an error-level expectation fails, or still fails without them.
 */
export async function guardRows(
  host: Host,
  name: string,
  table: Table,
  onBroken: OnBroken = 'refuse',
  options: RunOptions = {},
): Promise<Guarded> {
  const suite = await host.workspace.suites.get(name);
  if (suite === null) return { table, contract: null };
  const dataset = await host.workspace.datasets.get(name);
  const made = await sortOut(host, dataset, table, suite, options);
  // It adds nothing, whatever is promised by now.
  if (made.isKnown) return { table, contract: null };
  requireMet(name, made, onBroken);
  const kept = made.kept ?? table;
  requireRows(name, kept, made.report);
  return { table: kept, contract: contractOf(made) };
}

export interface GuardedStep {
  readonly contract: Contract;
  /** Numbers of the rows in the dataset that are to be removed once they are loaded. */
  readonly removed: Int32Array;
}

/**
 * The same for the next step of a file in stages. Its few rows are held against what is told row by row
 * alone; how many rows there are and how they are distributed is asked of files.
 * @throws AppError `contract-broken`, `dataset-unknown`, `fully-loaded`.
 */
export async function guardStep(
  host: Host,
  name: string,
  percent: number,
  onBroken: OnBroken = 'refuse',
  options: RunOptions = {},
): Promise<GuardedStep | null> {
  const suite = await host.workspace.suites.get(name);
  if (suite === null) return null;
  const dataset = await host.workspace.datasets.get(name);
  const { table, rows } = await host.workspace.datasets.rowsOfStep(name, percent);
  const made = await sortOut(host, dataset, table, rowExpectations(suite), options);
  requireMet(name, made, onBroken);
  const contract = contractOf({ ...made, rejected: withRowNumbers(made, rows) });
  return { contract, removed: made.rows.map((place) => rows[place]!) };
}

async function sortOut(
  host: Host,
  dataset: DatasetRecord | null,
  table: Table,
  suite: Suite,
  options: RunOptions,
): Promise<QuarantineOutput> {
  const known = (dataset?.sources ?? []).map(({ digest }) => digest);
  const newest = asksForUnique(suite) ? dataset?.versions.at(-1) : undefined;
  const before = newest === undefined ? null : await host.tableRef(newest.dataVersion);
  return host.tasks.run('quarantine', { table: { table }, suite, before, known }, options);
}

const contractOf = ({ report, rejected }: Pick<QuarantineOutput, 'report' | 'rejected'>): Contract => ({
  report,
  rejected: rejected.nRows === 0 ? null : rejected,
});

/** Only these look at the rows that are there already. */
const asksForUnique = ({ expectations }: Suite): boolean =>
  expectations.some(({ check, enabled }) => enabled && (check === 'unique' || check === 'no-duplicates'));

/** The expectations that a few rows of a file can be held against: those that are told row by row. */
function rowExpectations(suite: Suite): Suite {
  return { ...suite, expectations: suite.expectations.filter(({ check }) => kindOf(check).by === 'rows') };
}

const MOST_NAMED = 3;

/** @throws AppError `contract-broken` when what was promised is not so, or still not without the rows at fault. */
function requireMet(dataset: string, made: QuarantineOutput, onBroken: OnBroken): void {
  const { results } = onBroken === 'refuse' ? made.report : made.keptReport;
  const failed = results.filter(({ status, severity }) => status === 'failed' && severity === 'error');
  if (failed.length === 0) return;
  const named = failed.slice(0, MOST_NAMED).map(({ promise, observed }) => `${promise} ${observed}`);
  const more = failed.length > MOST_NAMED ? ` And ${failed.length - MOST_NAMED} more.` : '';
  throw new AppError('contract-broken', {
    detail: `Nothing was loaded into "${dataset}". ${named.join(' ')}${more}`,
    ...(onBroken === 'refuse'
      ? {}
      : { remedy: 'No row alone is at fault: correct the data, or change the suite.' }),
    extra: { failed: failed.map(({ check, column, count }) => ({ check, column, count })) },
  });
}

function requireRows(dataset: string, kept: Table, report: SuiteReport): void {
  if (kept.nRows > 0 || report.nRows === 0) return;
  throw new AppError('contract-broken', {
    detail: `Nothing was loaded into "${dataset}": every one of the ${report.nRows} rows breaks its contract.`,
  });
}
