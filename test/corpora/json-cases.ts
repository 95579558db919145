import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../shared/errors/app-error.ts';
import { readAsProposed, withException, type Case } from './case.ts';

const NO_VALUES = 'valid, but a table without any value has no rows';
const MIXED = 'valid, but an object among values is no row like the others; it is rejected by its line';

const EXCEPTIONS: Readonly<Record<string, string>> = {
  'y_array_arraysWithSpaces.json': NO_VALUES,
  'y_array_empty.json': NO_VALUES,
  'y_array_heterogeneous.json': MIXED,
  'y_object_empty.json': NO_VALUES,
  'y_structure_whitespace_array.json': NO_VALUES,
};

/** y_ must be read, n_ refused or rejected, i_ either way without any other error. */
export function jsonCases(folder: string): [string, Case[]][] {
  const path = join(folder, 'JSONTestSuite', 'test_parsing');
  const cases = readdirSync(path).map((name) =>
    withException({ name, check: () => checkParsing(readFileSync(join(path, name)), name) }, EXCEPTIONS),
  );
  return [['JSONTestSuite', cases]];
}

async function checkParsing(bytes: Uint8Array, name: string): Promise<string | null> {
  const outcome = await readOutcome(bytes, name);
  if (name.startsWith('y_')) return outcome === 'read' ? null : `is ${outcome}`;
  if (name.startsWith('n_')) return outcome === 'read' ? 'was read' : null;
  return null;
}

/** `read`, or why not. */
async function readOutcome(bytes: Uint8Array, name: string): Promise<string> {
  try {
    const { report } = await readAsProposed(bytes, name);
    return report.rejectedCount === 0 ? 'read' : `rejected: ${report.rejected[0]!.reason}`;
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code !== 'internal') return `${thrown.code}: ${thrown.detail}`;
    throw thrown;
  }
}
