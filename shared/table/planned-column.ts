import type { ColumnEvidence } from './delimited/column-evidence.ts';
import { countsByMarker, withNulls } from './delimited/missing-markers.ts';
import type { ImportPlan, PlannedColumn } from './import-plan.ts';

export interface ColumnPlan {
  planned: PlannedColumn;
  warning: ImportPlan['warnings'][number] | null;
}

/** What the cells of a column say, as a plan for it. */
export function plannedColumn(
  evidence: ColumnEvidence,
  sourceName: string,
  name: string,
  missingMarkers: readonly string[],
): ColumnPlan {
  const { type, dateOrder, ambiguousDates } = evidence.decide(sourceName);
  const planned: PlannedColumn = {
    sourceName,
    name,
    type,
    ...(dateOrder === null ? {} : { dateOrder }),
    missing: withNulls(countsByMarker(missingMarkers, evidence.missing), evidence.nulls),
    distinct: evidence.distinct,
    examples: evidence.examples(),
    include: true,
  };
  return { planned, warning: ambiguousDates ? ambiguity(name) : null };
}

const ambiguity = (name: string): ImportPlan['warnings'][number] => ({
  code: 'date-order-unclear',
  detail: `"${name}" looks like dates, but no cell tells whether the day or the month comes first; it was not read as dates.`,
});
