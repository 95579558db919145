import type { CheckKind, Expectation, ExpectationOf } from '../../records/suite.ts';
import type { ColumnType } from '../../table/table.ts';
import type { Subject } from '../subject.ts';

/** What an expectation is about; the score tells what was lost in each. */
export type Dimension = 'schema' | 'completeness' | 'validity' | 'uniqueness' | 'volume' | 'distribution';

/** A parameter as a form shows it; limits are those of the suite's schema. */
export interface Field {
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  /** `share` is 0 … 1, shown in percent; `values` one a line; those with `optional` may be empty (null). */
  readonly kind: 'number' | 'count' | 'share' | 'date' | 'values' | 'pattern' | 'type';
  readonly optional?: boolean;
}

interface KindBase<K extends CheckKind> {
  readonly check: K;
  readonly label: string;
  readonly dimension: Dimension;
  /** Types of columns it can be asked of; null = it is about the whole table. */
  readonly types: readonly ColumnType[] | null;
  readonly fields: readonly Field[];
  /** A new one of this kind, before its fields are filled in; null where only inferring makes one. */
  readonly blank: ((column: string) => ExpectationOf<K>) | null;
  /** What is promised, in one sentence. */
  readonly promise: (expectation: ExpectationOf<K>) => string;
}

/** Told row by row: rows that fail can be shown and quarantined. */
export interface RowKind<K extends CheckKind> extends KindBase<K> {
  readonly by: 'rows';
  /** Share of the rows that may fail. */
  readonly allowed: (expectation: ExpectationOf<K>) => number;
  /** Which rows fail, asked once for each in ascending order; null when none can; a sentence when it cannot be told. */
  readonly failing: (
    expectation: ExpectationOf<K>,
    subject: Subject,
  ) => ((row: number) => boolean) | string | null;
}

/** What is observed of a whole column or table. */
export interface Observation {
  /** null = there are too few rows to tell. */
  readonly met: boolean | null;
  readonly observed: string;
  /** The figure that decided. */
  readonly value: number | null;
}

/** Told of the rows together. */
export interface TableKind<K extends CheckKind> extends KindBase<K> {
  readonly by: 'table';
  readonly observe: (expectation: ExpectationOf<K>, subject: Subject) => Observation;
}

/** Told of several columns at once, since their p-values are adjusted together (MON1). */
export interface FamilyKind<K extends CheckKind> extends KindBase<K> {
  readonly by: 'family';
  readonly observeAll: (expectations: readonly ExpectationOf<K>[], subject: Subject) => Observation[];
}

export type Kind<K extends CheckKind> = RowKind<K> | TableKind<K> | FamilyKind<K>;

export const allTypes: readonly ColumnType[] = [
  'numeric',
  'categorical',
  'boolean',
  'datetime',
  'text',
  'identifier',
];

export const textTypes: readonly ColumnType[] = ['categorical', 'text', 'identifier'];

export const allowedField: Field = {
  name: 'allowed',
  label: 'Rows that may fail',
  help: '0 = none',
  kind: 'share',
};

/** The column, or the sentence that says why nothing can be told. */
export const noColumn = (name: string): string => `There is no column "${name}".`;

export const columnOf = (expectation: Expectation): string | null =>
  'column' in expectation ? expectation.column : null;
