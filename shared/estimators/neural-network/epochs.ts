import type { JsonObject } from '../../records/json.ts';
import type { Tensor } from '../../numeric/tensor.ts';
import type { ModelState } from '../estimator.ts';
import { configInteger, finiteTensor, invalidModel } from '../model-state.ts';

/** How far a fit has come. */
export interface Epochs {
  readonly epoch: number;
  /** Steps of the optimizer. */
  readonly step: number;
  /** The epoch with the lowest loss on the rows kept aside; null without such rows. */
  readonly best: { readonly epoch: number; readonly loss: number } | null;
}

export const noEpochs: Epochs = { epoch: 0, step: 0, best: null };

/** Whether the epochs are over, or the loss has not fallen for too long. */
export const isOver = ({ epoch, best }: Epochs, epochs: number, patience: number): boolean =>
  epoch >= epochs || (best !== null && epoch - best.epoch >= patience);

/** All that a network's training goes on from, in the layout of whoever trains. */
export interface TrainingState {
  readonly weights: Float32Array;
  /** The moments of Adam. */
  readonly first: Float32Array;
  readonly second: Float32Array;
  /** The weights of the best epoch. */
  readonly best: Float32Array;
}

const NAMES = ['weights', 'first', 'second', 'best'] as const;

/** Where training stands, as data. `kind` keeps one trainer from reading another's layout. */
export function writeCheckpoint(
  kind: string,
  { epoch, step, best }: Epochs,
  state: TrainingState,
): ModelState {
  const config: JsonObject = { kind, epoch, step };
  if (best !== null) Object.assign(config, { bestEpoch: best.epoch, bestLoss: best.loss });
  const tensors = NAMES.map((name): Tensor => ({
    name,
    shape: [state[name].length],
    data: Float32Array.from(state[name]),
  }));
  return { config, tensors };
}

/** @throws AppError `model-invalid` for a checkpoint of another fit. */
export function readCheckpoint(kind: string, saved: ModelState, length: number): [Epochs, TrainingState] {
  if (saved.config['kind'] !== kind)
    throw invalidModel('/config/kind', `the checkpoint is not one of "${kind}".`);
  const integer = (key: string): number => configInteger(saved, key, 0, Number.MAX_SAFE_INTEGER);
  const loss = saved.config['bestLoss'];
  const best = typeof loss === 'number' ? { epoch: integer('bestEpoch'), loss } : null;
  const [weights, first, second, kept] = NAMES.map((name) =>
    finiteTensor(saved, name, Float32Array, [length]),
  );
  return [
    { epoch: integer('epoch'), step: integer('step'), best },
    { weights: weights!, first: first!, second: second!, best: kept! },
  ];
}
