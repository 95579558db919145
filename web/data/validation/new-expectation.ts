import { AppError } from '../../../shared/errors/app-error.ts';
import type { SchemaColumn } from '../../../shared/records/dataset.ts';
import type { CheckKind, Expectation } from '../../../shared/records/suite.ts';
import { kindOf } from '../../../shared/validation/expectations/kinds.ts';
import type { PageHost } from '../../shell/host-context.tsx';

/** A new one of a kind, on the wished column where it can be asked of that. */
export function newExpectation(
  check: CheckKind,
  schema: readonly SchemaColumn[],
  wished: string | null,
): Expectation {
  const { types, blank } = kindOf(check);
  const fitting = schema.filter(({ type }) => types === null || types.includes(type));
  const column = (fitting.find(({ name }) => name === wished) ?? fitting[0])?.name ?? '';
  // Its reference is made of rows when it is saved.
  const reference = { kind: 'categorical', name: column, levels: [], counts: [0, 0] } as const;
  return (
    blank?.(column) ??
    ({ check: 'distribution', column, reference, atLeast: null, severity: 'warning', enabled: true } as never)
  );
}

/** @throws AppError `no-rows` below 100 rows, of which no distribution can be told. */
export async function withReferenceOf(
  host: PageHost,
  dataVersion: string,
  expectation: Extract<Expectation, { check: 'distribution' }>,
): Promise<Expectation> {
  const table = await host.tableRef(dataVersion);
  const suite = await host.tasks.run('infer-suite', { table, target: null, dataVersion });
  const made = suite.expectations.find(
    (each) => each.check === 'distribution' && each.column === expectation.column,
  );
  if (made?.check === 'distribution') return { ...expectation, reference: made.reference };
  throw new AppError('no-rows', {
    detail: `The distribution of "${expectation.column}" cannot be told: it names rows, or has fewer than 100.`,
    remedy: 'Choose another column, or a data version with more rows.',
  });
}
