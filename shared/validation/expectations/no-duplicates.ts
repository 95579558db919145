import { rowDigests } from '../../table/row-digests.ts';
import { percent } from '../wording.ts';
import type { RowKind } from './kind.ts';

export const noDuplicatesKind: RowKind<'no-duplicates'> = {
  check: 'no-duplicates',
  by: 'rows',
  label: 'No duplicate rows',
  dimension: 'uniqueness',
  types: null,
  fields: [{ name: 'allowed', label: 'Rows that may be repeats', help: '0 = none', kind: 'share' }],
  blank: () => ({ check: 'no-duplicates', allowed: 0, severity: 'error', enabled: true }),
  promise: ({ allowed }) =>
    allowed === 0
      ? 'No row equals another in every cell.'
      : `At most ${percent(allowed, 1)} of the rows equal an earlier one in every cell.`,
  allowed: ({ allowed }) => allowed,
  failing(_, { original, before }) {
    const digests = rowDigests(original);
    const seen = new Set(before === null ? [] : rowDigests(before));
    return (row) => seen.size === seen.add(digests[row]!).size;
  },
};
