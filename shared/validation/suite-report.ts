import type { CheckKind, Severity } from '../records/suite.ts';
import type { Dimension } from './expectations/kind.ts';

/** Broken promises are a returned report, never a throw (ERR4). */

/** `undecided`: there are too few rows to tell; `off`: the expectation is disabled. */
export type ResultStatus = 'met' | 'failed' | 'undecided' | 'off';

export interface ExpectationResult {
  /** Place in the suite. */
  index: number;
  check: CheckKind;
  dimension: Dimension;
  column: string | null;
  severity: Severity;
  status: ResultStatus;
  /** What is promised, and what is so; a sentence each. */
  promise: string;
  observed: string;
  /** The figure that decided: a share of rows, a count, an effect. */
  value: number | null;
  /** Failing rows, and the first of them (0-based, at most 100). */
  count: number;
  rows: number[];
  /** Points that it takes off the quality score. */
  lost: number;
}

export interface ScorePart {
  dimension: Dimension;
  /** Expectations that were decided, and those of them that failed. */
  expectations: number;
  failed: number;
  lost: number;
}

export interface SuiteReport {
  nRows: number;
  /** Expectations by what became of them. */
  met: number;
  failed: number;
  undecided: number;
  off: number;
  /** The gravest severity that failed; null when nothing did. */
  worst: Severity | null;
  /** 0–100: 100 minus what failing expectations take off; each counts by its severity. */
  quality: number;
  parts: ScorePart[];
  results: ExpectationResult[];
}
