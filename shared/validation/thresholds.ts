import { suiteThresholds, type SuiteThresholds } from '../records/suite.ts';

/** From where on validation speaks up; see the record for what each figure means. */
export type Thresholds = Readonly<SuiteThresholds>;

export const defaultThresholds: Thresholds = suiteThresholds.parse({});

/** Fewer rows than this are too few to suspect an identifier or a leak. */
export const FEWEST_ROWS_TO_SUSPECT = 20;

/** Numbers with at most this many distinct values are codes or classes, not quantities. */
export const MOST_CODES = 10;
