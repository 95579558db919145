import type { PlannedColumn } from '../import-plan.ts';

const TARGET_NAME =
  /^(target|label|class|y|outcome|response|churn|churned|survived|species|category|sentiment|default|diagnosis)$/i;

const MAX_CLASSES = 20;

/**
 * The column a person would most likely predict: one with such a name, else the last column when it has
 * 2 to 20 values, else none. A suggestion only; nothing is decided by it.
 */
export function suggestTarget(columns: readonly PlannedColumn[]): string | null {
  const usable = columns.filter(
    ({ include, type, distinct }) => include && isPredictable(type) && distinct > 1,
  );
  const named = usable.find(({ name }) => TARGET_NAME.test(name));
  if (named !== undefined) return named.name;
  const last = columns.at(-1);
  if (last === undefined || !usable.includes(last)) return null;
  return last.distinct <= MAX_CLASSES ? last.name : null;
}

const isPredictable = (type: PlannedColumn['type']): boolean =>
  type === 'categorical' || type === 'boolean' || type === 'numeric';
