import type { CheckKind } from '../../records/suite.ts';
import { classBalanceKind } from './class-balance.ts';
import { columnKind } from './column.ts';
import { dateRangeKind } from './date-range.ts';
import { distributionKind } from './distribution.ts';
import type { Kind } from './kind.ts';
import { missingKind } from './missing.ts';
import { noDuplicatesKind } from './no-duplicates.ts';
import { noLeakKind } from './no-leak.ts';
import { oneOfKind } from './one-of.ts';
import { patternKind } from './pattern.ts';
import { rangeKind } from './range.ts';
import { rowCountKind } from './row-count.ts';
import { textLengthKind } from './text-length.ts';
import { uniqueKind } from './unique.ts';

/** Every kind of expectation; a new one is one file, one line here and one form in the record. */
export const kinds: { readonly [K in CheckKind]: Kind<K> } = {
  column: columnKind,
  missing: missingKind,
  range: rangeKind,
  'date-range': dateRangeKind,
  'one-of': oneOfKind,
  unique: uniqueKind,
  pattern: patternKind,
  'text-length': textLengthKind,
  'row-count': rowCountKind,
  'no-duplicates': noDuplicatesKind,
  'class-balance': classBalanceKind,
  distribution: distributionKind,
  'no-leak': noLeakKind,
};

/** The kind of an expectation whose check is known only when it runs. */
export const kindOf = (check: CheckKind): Kind<CheckKind> => kinds[check] as unknown as Kind<CheckKind>;
