import type { ValidationScope } from '../../../shared/pipelines/fold-rows.ts';
import {
  countFolds,
  foldBytes,
  preparationKey,
  type PreparedFold,
  type PreparedFolds,
} from '../../../shared/pipelines/prepared-folds.ts';
import type { Recipe } from '../../../shared/records/recipe.ts';
import type { TableRef } from '../../tasks/task.ts';
import type { Host } from '../host.ts';

/** Prepared folds of a sweep, kept for the trials that are prepared alike. */
export interface SharedFolds {
  /**
   * The folds of a trial, prepared by the first that asks; null where it prepares its own: no memory can be shared,
   * or they are too large to keep.
   * @throws AppError `aborted`, or what their preparation throws.
   */
  of(recipe: Recipe, scope: ValidationScope): Promise<PreparedFolds | null>;
}

/** So much is kept for a sweep; a laptop has it beside its trials. */
const MOST_BYTES = 512 * 2 ** 20;

interface Kept {
  readonly folds: Promise<PreparedFolds | null>;
  bytes: number;
}

export function shareFolds(
  { tasks }: Pick<Host, 'tasks'>,
  table: TableRef,
  signal: AbortSignal,
  mostBytes = MOST_BYTES,
): SharedFolds {
  const kept = new Map<string, Kept>();
  const prepare = (recipe: Recipe, scope: ValidationScope, fold: number) =>
    tasks.run('prepare-fold', { table, recipe, scope, fold }, { signal });

  /** The first fold tells how large they are. */
  const prepareAll = async (recipe: Recipe, scope: ValidationScope): Promise<PreparedFolds | null> => {
    const { fold: first, nRows } = await prepare(recipe, scope, 0);
    const count = countFolds(recipe, scope);
    if (foldBytes(first) * count > mostBytes) return null;
    const others = Array.from({ length: count - 1 }, (_, at) => prepare(recipe, scope, at + 1));
    const folds: PreparedFold[] = [first, ...(await Promise.all(others)).map(({ fold }) => fold)];
    return { folds, nRows };
  };
  /** The preparations of earlier trials go first; a later one rarely asks for them again. */
  const makeRoom = (key: string): void => {
    for (const old of kept.keys()) {
      const total = [...kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
      if (total <= mostBytes) return;
      if (old !== key) kept.delete(old);
    }
  };
  const begin = (key: string, recipe: Recipe, scope: ValidationScope): Kept => {
    const entry: Kept = { folds: prepareAll(recipe, scope), bytes: 0 };
    kept.set(key, entry);
    entry.folds.then(
      (prepared) => {
        entry.bytes = (prepared?.folds ?? []).reduce((sum, fold) => sum + foldBytes(fold), 0);
        makeRoom(key);
      },
      // Whoever asks next may be luckier: a worker died, memory ran out.
      () => kept.delete(key),
    );
    return entry;
  };
  return {
    async of(recipe, scope) {
      const key = typeof SharedArrayBuffer === 'function' ? preparationKey(recipe, scope) : null;
      if (key === null) return null;
      return (kept.get(key) ?? begin(key, recipe, scope)).folds;
    },
  };
}
