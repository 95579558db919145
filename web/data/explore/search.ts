import { AGGREGATES, CHART_KINDS, MEASURES } from '../../../shared/exploration/choices.ts';
import { z } from '../../../shared/records/zod.ts';
import { flag, oneOf, text } from '../../shell/search-params.ts';

export const exploreViews = [
  'overview',
  'columns',
  'pair',
  'correlations',
  'tests',
  'texts',
  'chart',
] as const;
export type ExploreView = (typeof exploreViews)[number];

/** What is explored, as it stands in the link. `column` belongs to the page and is shared with the Columns tab. */
export const exploreSearch = {
  view: oneOf(exploreViews),
  /** Columns along the axes, of the pair and of the chart. */
  x: text(),
  y: text(),
  colour: text(),
  /** false: a column's spread is not split by the target. */
  split: flag(),
  measure: oneOf(MEASURES),
  /** Groups of the target that tests compare. */
  a: text(),
  b: text(),
  chart: oneOf(CHART_KINDS),
  aggregate: oneOf(AGGREGATES),
};

const schema = z.object({ column: text(), ...exploreSearch });
/** Spelled out of the schema, since the routes load the pages that read it. */
export type ExploreSearch = z.infer<typeof schema>;
