import { parseSuite, type Expectation, type Suite } from '../records/suite.ts';
import { profileTable } from '../statistics/profile-build.ts';
import { isMissing, isoText } from '../table/cells.ts';
import { rowDigests } from '../table/row-digests.ts';
import { withUsedLevels } from '../table/shape.ts';
import type { Column, Table } from '../table/table.ts';
import { isIdentifier } from './checks/identifier-suspected.ts';
import { leakSuspected } from './checks/leak-suspected.ts';
import type { ColumnFacts } from './column-facts.ts';
import { characters } from './expectations/text-length.ts';
import { inferPattern } from './infer-pattern.ts';
import { inspect, type Inspection } from './inspection.ts';
import { defaultThresholds, MOST_CODES } from './thresholds.ts';

/** Categories with at most this many levels, each seen often enough, are taken as all there are. */
const MOST_LEVELS = 20;
const FEWEST_ROWS_A_LEVEL = 5;
/** Below this the answer of a comparison would always be "not enough data". */
const FEWEST_ROWS_TO_COMPARE = 100;

/**
 * The suite that rows as these would meet: columns and types, missing cells, ranges and lengths with
 * slack, categories when they are few, uniqueness, patterns, distributions, the balance of the target.
 * What breaks a model is an error; what may well be new and true is a warning.
 * @throws AppError `target-missing`. Cost: a sort per column, and one pass over the texts.
 */
export function inferSuite(table: Table, target: string | null, dataVersion: string | null = null): Suite {
  const inspection = inspect(table, target, defaultThresholds);
  const expectations = [
    ...tableExpectations(inspection),
    ...inspection.columns.flatMap((facts) => columnExpectations(facts, inspection)),
  ];
  return parseSuite({ format: 'treadle-suite', v: 1, dataVersion, expectations });
}

type Draft = DistributiveOmit<Expectation, 'enabled' | 'allowed'> & { readonly allowed?: number };
type DistributiveOmit<T, K extends string> = T extends unknown ? Omit<T, K> : never;

function tableExpectations(inspection: Inspection): Draft[] {
  const { table } = inspection;
  const rows: Draft = { check: 'row-count', min: 1, max: null, severity: 'error' };
  const digests = rowDigests(table);
  const repeats = table.nRows - new Set(digests).size;
  const allowed = repeats === 0 ? 0 : withSlack(repeats, table.nRows);
  return [rows, { check: 'no-duplicates', allowed, severity: 'warning' }];
}

function columnExpectations(facts: ColumnFacts, inspection: Inspection): Draft[] {
  const { column, summary } = facts;
  const isTarget = facts === inspection.target;
  const own: Draft[] = [
    { check: 'column', column: column.name, type: column.type, severity: 'error' },
    ...missingExpectation(facts, inspection, isTarget),
  ];
  // Nothing can be said of cells that are not there.
  if (summary.missing === inspection.table.nRows) return own;
  const unique = isUnique(facts, inspection);
  return [
    ...own,
    ...(unique ? [{ check: 'unique', column: column.name, severity: 'error' } as const] : []),
    ...valueExpectations(facts, inspection.table, isTarget, unique),
    ...(isTarget ? targetExpectations(facts, inspection) : []),
  ];
}

function missingExpectation(
  { column, summary }: ColumnFacts,
  { table }: Inspection,
  isTarget: boolean,
): Draft[] {
  if (table.nRows === 0) return [];
  const allowed = summary.missing === 0 ? 0 : withSlack(summary.missing, table.nRows);
  return [{ check: 'missing', column: column.name, allowed, severity: isTarget ? 'error' : 'warning' }];
}

/** A share with three standard errors and a point on top, in whole percent. */
function withSlack(part: number, whole: number): number {
  const share = part / whole;
  const slack = 3 * Math.sqrt((share * (1 - share)) / whole) + 0.01;
  return Math.min(1, Math.ceil(100 * (share + slack)) / 100);
}

function isUnique(facts: ColumnFacts, inspection: Inspection): boolean {
  const present = inspection.table.nRows - facts.summary.missing;
  return facts !== inspection.target && facts.summary.distinct === present && isIdentifier(facts, inspection);
}

function valueExpectations(facts: ColumnFacts, table: Table, isTarget: boolean, unique: boolean): Draft[] {
  const { column, summary } = facts;
  switch (column.type) {
    case 'numeric':
      // Running numbers go on: neither their range nor their distribution stays.
      if (unique) return [];
      return [codesOf(facts, table) ?? rangeOf(facts), ...distributionOf(column, table)];
    case 'datetime':
      return [dateRangeOf(facts)];
    case 'boolean':
      return distributionOf(column, table);
    case 'categorical': {
      const rare = table.nRows < FEWEST_ROWS_A_LEVEL * summary.distinct;
      if (summary.distinct > MOST_LEVELS || rare) return textExpectations(facts, table);
      return [
        levelsOf(column.name, withUsedLevels(column).levels, isTarget),
        ...distributionOf(column, table),
      ];
    }
    case 'text':
    case 'identifier':
      return textExpectations(facts, table);
  }
}

/** Whole numbers of which there are few are codes: their values are taken as all there are. */
function codesOf({ column, summary, sorted }: ColumnFacts, table: Table): Draft | null {
  const rare = table.nRows < FEWEST_ROWS_A_LEVEL * summary.distinct;
  if (summary.distinct > MOST_CODES || rare || !sorted!.every(Number.isInteger)) return null;
  return {
    check: 'one-of',
    column: column.name,
    values: [...new Set(sorted)].map(String),
    severity: 'warning',
  };
}

/** A quarter of the span on both sides, but not across zero: what was never negative stays so. */
function rangeOf({ column, summary }: ColumnFacts): Draft {
  const { min, max } = summary.numeric!;
  const slack = (max - min) / 4;
  return {
    check: 'range',
    column: column.name,
    min: min >= 0 ? Math.max(0, outward(min, -slack)) : outward(min, -slack),
    max: max <= 0 ? Math.min(0, outward(max, slack)) : outward(max, slack),
    severity: 'warning',
  };
}

/** A limit that people can read: rounded away from the data to two digits of the slack. */
function outward(value: number, slack: number): number {
  if (slack === 0 || !Number.isFinite(slack)) return value;
  const step = Number(`1e${Number(slack.toExponential().split('e')[1]) - 1}`);
  const rounded = Number(
    ((slack > 0 ? Math.ceil : Math.floor)((value + slack) / step) * step).toPrecision(12),
  );
  return Number.isFinite(rounded) ? rounded : value;
}

/** From a year before the first date; later ones are expected to come. */
function dateRangeOf({ column, summary }: ColumnFacts): Draft {
  const { min } = summary.numeric!;
  const year = new Date(min).getUTCFullYear() - 1;
  const from = year > 0 ? isoText(Date.UTC(year, 0, 1)).slice(0, 10) : null;
  return { check: 'date-range', column: column.name, from, to: null, severity: 'warning' };
}

const levelsOf = (column: string, levels: readonly string[], isTarget: boolean): Draft => ({
  check: 'one-of',
  column,
  values: [...levels],
  severity: isTarget ? 'error' : 'warning',
});

function distributionOf(column: Column, table: Table): Draft[] {
  if (table.nRows < FEWEST_ROWS_TO_COMPARE) return [];
  const [reference] = profileTable({ nRows: table.nRows, columns: [column] }, [column.name]);
  return [
    { check: 'distribution', column: column.name, reference: reference!, atLeast: null, severity: 'warning' },
  ];
}

function textExpectations({ column }: ColumnFacts, table: Table): Draft[] {
  const pattern = inferPattern(column, table.nRows);
  if (pattern !== null) return [{ check: 'pattern', column: column.name, pattern, severity: 'warning' }];
  if (column.type !== 'text') return [];
  let [least, most] = [Infinity, 0];
  for (let row = 0; row < table.nRows; row++) {
    if (isMissing(column, row)) continue;
    const length = characters(column, row);
    least = Math.min(least, length);
    most = Math.max(most, length);
  }
  const max = Math.ceil((2 * most) / 10) * 10;
  return [{ check: 'text-length', column: column.name, min: Math.min(1, least), max, severity: 'warning' }];
}

function targetExpectations(facts: ColumnFacts, inspection: Inspection): Draft[] {
  const { name } = facts.column;
  const leak: Draft = { check: 'no-leak', column: name, severity: 'warning' };
  const leaks = leakSuspected(inspection).length > 0 ? [] : [leak];
  const { classes } = inspection;
  if (classes === null || classes.labels.length < 2) return leaks;
  const present = inspection.table.nRows - facts.summary.missing;
  // Half of what the smallest class has now.
  const atLeast = Math.floor((500 * Math.min(...classes.counts)) / present) / 1000;
  return [...leaks, { check: 'class-balance', column: name, atLeast, severity: 'warning' }];
}
