import type { Suite } from '../../shared/records/suite.ts';
import { dataVersion } from '../../shared/table/data-version.ts';
import type { Table } from '../../shared/table/table.ts';
import { transferables } from '../../shared/table/transferables.ts';
import { quarantine, type Quarantine } from '../../shared/validation/quarantine.ts';
import type { Task, TableRef } from './task.ts';

export interface QuarantineInput {
  readonly table: TableRef;
  readonly suite: Suite;
  /** The rows of the dataset so far; what must be unique must not be among them. */
  readonly before: TableRef | null;
  /** Data versions of files that the dataset has: loading one of them again adds nothing. */
  readonly known: readonly string[];
}

export interface QuarantineOutput extends Pick<Quarantine, 'report' | 'keptReport' | 'rows' | 'rejected'> {
  /** null: all rows, as they came. */
  readonly kept: Table | null;
  /** The dataset has the file with exactly these rows. */
  readonly isKnown: boolean;
}

export const quarantineTask: Task<QuarantineInput, QuarantineOutput> = {
  async run({ table: ref, suite, before, known }, context) {
    const table = await context.table(ref);
    const alone = quarantine(table, suite);
    const isKnown = known.length > 0 && known.includes(dataVersion(table));
    const isSame = isKnown || (known.length > 0 && known.includes(dataVersion(alone.kept)));
    const made =
      before === null || isSame ? alone : quarantine(table, suite, { before: await context.table(before) });
    return { ...made, isKnown, kept: made.kept === table ? null : made.kept };
  },
  transfer: ({ kept, rejected }) => [
    ...new Set([...(kept === null ? [] : transferables(kept)), ...transferables(rejected)]),
  ],
};
