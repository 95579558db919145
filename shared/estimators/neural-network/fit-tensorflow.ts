import type { FeatureMatrix } from '../../numeric/csr.ts';
import type { Progress, TensorflowContext, TrainingData } from '../estimator.ts';
import {
  isOver,
  noEpochs,
  readCheckpoint,
  writeCheckpoint,
  type Epochs,
  type TrainingState,
} from './epochs.ts';
import { curvePoints, judgeRows, noJudgement, requireFinite, type Judgement } from './judge.ts';
import type { EpochPlan } from './plan.ts';
import { networkTrainer, type Batch, type Graph, type NetworkTrainer } from './training.ts';

type Data = TrainingData<FeatureMatrix>;

/** Copies the features of some rows into what the graph reads, row by row. */
export type ReadRows = (rows: Int32Array) => Float32Array | Int32Array;

export const TENSORFLOW_KIND = 'tensorflow';

/** Steps between two reports: an abort waits for so many, and devices queue no more. */
const REPORT_STEPS = 8;

/**
 * Trains a graph on whichever backend is handed in and returns its best weights, flat. Every wait for the
 * device is followed by a report, so that whoever drives may leave a device that was lost.
 */
export async function* trainGraph(
  data: Data,
  plan: EpochPlan,
  graph: Graph,
  start: Float32Array,
  read: ReadRows,
  { tf, resume }: TensorflowContext,
): AsyncGenerator<Progress, Float32Array, void> {
  const zeros = new Float32Array(start.length);
  let done: Epochs = noEpochs;
  let state: TrainingState = { weights: start, first: zeros, second: zeros, best: zeros };
  if (resume !== undefined) [done, state] = readCheckpoint(TENSORFLOW_KIND, resume, start.length);
  const nOutputs = Math.max(1, data.nClasses);
  const task = plan.target === null ? 'classification' : 'regression';
  const trainer = networkTrainer(tf, graph, state, { ...plan, task, nOutputs });
  try {
    while (!isOver(done, plan.epochs, plan.patience)) {
      const epoch = done.epoch + 1;
      const [step, trained] = yield* trainEpoch(trainer, data, plan, read, done);
      requireFinite(trained, epoch);
      const metrics = curvePoints('', trained, plan.target, epoch);
      let best = done.best;
      let held: Judgement | null = null;
      if (plan.validation.length > 0) {
        held = yield* judgeHeldOut(trainer, data, plan, read, epoch);
        requireFinite(held, epoch);
        metrics.push(...curvePoints('val_', held, plan.target, epoch));
      }
      const now = await trainer.state();
      const loss = held === null ? null : held.loss / held.weight;
      const improved = loss !== null && (best === null || loss < best.loss);
      if (improved) best = { epoch, loss };
      state = { ...now, best: improved ? now.weights : state.best };
      done = { epoch, step, best };
      const [reached, saved] = [done, state];
      const checkpoint = () => writeCheckpoint(TENSORFLOW_KIND, reached, saved);
      yield { stage: 'train', done: epoch, total: plan.epochs, metrics, checkpoint };
    }
    return done.best === null ? state.weights : state.best;
  } finally {
    trainer.dispose();
  }
}

async function* trainEpoch(
  trainer: NetworkTrainer,
  data: Data,
  plan: EpochPlan,
  read: ReadRows,
  { epoch, step }: Epochs,
): AsyncGenerator<Progress, [number, Judgement], void> {
  const sums = noJudgement();
  const { rows, rng } = plan.order(epoch + 1);
  for (let from = 0; from < rows.length; from += plan.batchSize) {
    const batch = batchOf(data, plan.target, rows.subarray(from, from + plan.batchSize), read);
    step += 1;
    trainer.step(batch, step, rng.integer(2 ** 31));
    sums.weight += batch.total;
    if (step % REPORT_STEPS !== 0 && from + plan.batchSize < rows.length) continue;
    const { loss, right } = await trainer.takeSums();
    sums.loss += loss;
    sums.right += right;
    yield { stage: 'train', done: epoch + Math.min(0.99, from / rows.length), total: plan.epochs };
  }
  return [step, sums];
}

/** Rows that are judged at a time. */
export const HELD_OUT_ROWS = 1024;

async function* judgeHeldOut(
  trainer: NetworkTrainer,
  data: Data,
  { validation, target, epochs }: Pick<EpochPlan, 'validation' | 'target' | 'epochs'>,
  read: ReadRows,
  epoch: number,
): AsyncGenerator<Progress, Judgement, void> {
  const sums = noJudgement();
  const stride = Math.max(1, data.nClasses);
  for (let from = 0; from < validation.length; from += HELD_OUT_ROWS) {
    const rows = validation.subarray(from, from + HELD_OUT_ROWS);
    const floats = await trainer.scores({ nRows: rows.length, inputs: read(rows) });
    judgeRows({ floats, at: 0, stride, gradient: null, total: 1 }, data, target, rows, sums);
    yield { stage: 'train', done: epoch - 0.01, total: epochs };
  }
  return sums;
}

function batchOf(data: Data, target: EpochPlan['target'], rows: Int32Array, read: ReadRows): Batch {
  const nOutputs = Math.max(1, data.nClasses);
  const targets = new Float32Array(rows.length * nOutputs);
  const weights = new Float32Array(rows.length);
  let total = 0;
  for (const row of rows) total += data.weights === null ? 1 : data.weights[row]!;
  rows.forEach((row, at) => {
    weights[at] = (data.weights === null ? 1 : data.weights[row]!) / total;
    if (target === null) targets[at * nOutputs + data.y[row]!] = 1;
    else targets[at] = (data.y[row]! - target.mean) / target.std;
  });
  return { nRows: rows.length, inputs: read(rows), targets, weights, total };
}
