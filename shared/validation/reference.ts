import type { Suite } from '../records/suite.ts';
import { profileTable } from '../statistics/profile-build.ts';
import type { FeatureProfile } from '../statistics/profile.ts';
import type { Table } from '../table/table.ts';

/** Profiles of the rows for the distributions that a suite names. Cost: a sort per numeric column of them. */
export function referenceFor(table: Table, suite: Suite): FeatureProfile[] {
  const named = new Set(
    suite.expectations.flatMap((each) => (each.check === 'distribution' ? [each.column] : [])),
  );
  return profileTable(
    table,
    table.columns.map(({ name }) => name).filter((name) => named.has(name)),
  );
}
