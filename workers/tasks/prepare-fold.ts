import { prepareFold, type PreparedFold } from '../../shared/pipelines/prepared-folds.ts';
import { shareMatrix, shareNumbers } from '../pool/shared-data.ts';
import type { Task } from './task.ts';
import type { TaskMap } from './tasks.ts';

type Shapes = TaskMap['prepare-fold'];

export const prepareFoldTask: Task<Shapes['input'], Shapes['output']> = {
  async run({ table: ref, recipe, scope, fold: at }, context) {
    const { fold, nRows } = prepareFold(await context.table(ref), recipe, scope, at);
    return { fold: shared(fold), nRows };
  },
};

/** With its arrays where every worker reads them without a copy. */
function shared(fold: PreparedFold): PreparedFold {
  const part = ({ X, y }: PreparedFold['fit']): PreparedFold['fit'] => ({
    X: shareMatrix(X),
    y: shareNumbers(y),
  });
  const train = part(fold.train);
  return { ...fold, train, test: part(fold.test), fit: fold.fit === fold.train ? train : part(fold.fit) };
}
