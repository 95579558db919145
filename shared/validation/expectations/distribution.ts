import type { ExpectationOf } from '../../records/suite.ts';
import {
  comparedCounts,
  judgeColumns,
  type Compared,
  type FeatureDrift,
} from '../../statistics/feature-drift.ts';
import { profiledCounts } from '../../statistics/profile-count.ts';
import { numberText, percent } from '../wording.ts';
import { noColumn, type FamilyKind, type Observation } from './kind.ts';
import type { Subject } from '../subject.ts';

type Expectation = ExpectationOf<'distribution'>;

export const distributionKind: FamilyKind<'distribution'> = {
  check: 'distribution',
  by: 'family',
  label: 'Distribution unchanged',
  dimension: 'distribution',
  types: ['numeric', 'datetime', 'categorical', 'boolean'],
  fields: [
    {
      name: 'atLeast',
      label: 'Change that matters',
      help: 'the effect; empty = as monitoring has it (0.1 for most columns)',
      kind: 'number',
      optional: true,
    },
  ],
  // Its reference is a profile: only rows make one.
  blank: null,
  promise: ({ column }) => `"${column}" is distributed as in the reference.`,
  observeAll(expectations, subject) {
    const compared = expectations.map((expectation) => compare(expectation, subject));
    const judged = judgeColumns(compared.filter((each) => typeof each !== 'string'));
    let next = 0;
    return compared.map((each) =>
      typeof each === 'string' ? { met: false, observed: each, value: null } : observation(judged[next++]!),
    );
  },
};

/** The comparison, or why there is none. */
function compare({ column, reference, atLeast }: Expectation, { column: find }: Subject): Compared | string {
  const cells = find(column);
  if (cells === null) return noColumn(column);
  const isNumber = cells.type === 'numeric' || cells.type === 'datetime';
  if (isNumber !== (reference.kind === 'numeric')) {
    return `"${column}" is ${cells.type}; its reference is ${reference.kind}.`;
  }
  const compared = comparedCounts({ ...reference, name: column }, profiledCounts(reference, cells));
  if (atLeast === null) return compared;
  const effect = { ...compared.comparison.effect, threshold: atLeast };
  return { ...compared, comparison: { ...compared.comparison, effect } };
}

/** MON1: below 100 rows the answer is "not enough data", never "no drift". */
function observation(drift: FeatureDrift): Observation {
  const { effect, adjustedP, status, reasons, missingRate, newLevelShare } = drift;
  const figures = `${effect.name} ${numberText(round(effect.value))}, adjusted p ${pText(adjustedP)}`;
  if (status === 'not-enough-data') {
    return { met: null, observed: 'There are fewer than 100 rows to compare.', value: effect.value };
  }
  const said = reasons.map(({ kind }) => {
    if (kind === 'missing-rate') {
      return `missing ${percent(missingRate.current, 1)} after ${percent(missingRate.reference, 1)}`;
    }
    return kind === 'new-levels' ? `new levels in ${percent(newLevelShare, 1)} of the rows` : 'it changed';
  });
  const words = said.length === 0 ? 'No change that matters' : capital(said.join(', '));
  return { met: status === 'ok', observed: `${words} (${figures}).`, value: effect.value };
}

const round = (value: number): number => Math.round(value * 1000) / 1000;
const pText = (p: number): string => (p < 0.0001 ? 'below 0.0001' : numberText(Math.round(p * 1e4) / 1e4));
const capital = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;
