import type { JsonObject } from '../../records/json.ts';
import type { ModelState, TrainingData } from '../estimator.ts';
import { configInteger, finiteTensor, invalidModel, onlyTensors } from '../model-state.ts';
import type { BoostedTree } from './boosted-tree.ts';
import { boostedTable, readBoostedTable, splitTrees, tableStates } from './boosted-table.ts';

/** What a fit goes on from: all trees so far, whose leaves make the scores again. */
export interface BoostingCheckpoint {
  readonly baseline: Float64Array;
  readonly trees: readonly BoostedTree[];
  readonly stopping: JsonObject | null;
  readonly nScores: number;
}

export function writeCheckpoint(checkpoint: BoostingCheckpoint): ModelState {
  const { trees, baseline, stopping, nScores } = checkpoint;
  const table = boostedTable(trees, null, 0);
  const gains = Float64Array.from(trees.flatMap((tree) => [...tree.gains]));
  const state = tableStates(table);
  return {
    config: { nScores, stopping, ...state.config },
    tensors: [
      ...state.tensors,
      { name: 'baseline', shape: [nScores], data: baseline },
      { name: 'split_gains', shape: [gains.length], data: gains },
    ],
  };
}

/** @throws AppError `model-invalid` for a checkpoint of other data or another task. */
export function readCheckpoint(state: ModelState, data: TrainingData): BoostingCheckpoint {
  const nScores = data.nClasses > 2 ? data.nClasses : 1;
  if (configInteger(state, 'nScores', 1, 1 << 24) !== nScores)
    throw invalidModel('/estimator/config/nScores', 'the checkpoint is of another number of classes.');
  const nFeatures = data.X.nColumns;
  const levels = data.levels ?? new Int32Array(nFeatures);
  const { table, names } = readBoostedTable(state, nFeatures, levels);
  onlyTensors(state, [...names, 'baseline', 'split_gains']);
  const gains = finiteTensor(state, 'split_gains', Float64Array, [table.thresholds.length]);
  const stopping = state.config['stopping'];
  return {
    baseline: finiteTensor(state, 'baseline', Float64Array, [nScores]),
    trees: splitTrees(table, gains),
    stopping: typeof stopping === 'object' && stopping !== null ? (stopping as JsonObject) : null,
    nScores,
  };
}
