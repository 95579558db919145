import type { FeatureMatrix } from '../../numeric/csr.ts';
import type { Rng } from '../../random/generator.ts';
import type { FitContext, FittedModel, ParamValues, Progress, TrainingData } from '../estimator.ts';
import { denseNetwork, type DenseNetwork } from './dense-network.ts';
import { isOver, noEpochs, readCheckpoint, writeCheckpoint, type Epochs } from './epochs.ts';
import { curvePoints, judgeRows, noJudgement, requireFinite, type Judgement } from './judge.ts';
import { networkModel, type DenseModel } from './model.ts';
import { planFit, type Plan } from './plan.ts';

type Data = TrainingData<FeatureMatrix>;

const KIND = 'dense';

/**
 * Trains on own kernels in one thread: same seed, same bytes on every host. Reports between chunks too, so
 * that an abort need not wait for an epoch; only the ends of epochs are checkpoints.
 */
export function* fitOwn(
  data: Data,
  values: ParamValues,
  { rng, team, resume }: FitContext,
  previous: DenseModel | null = null,
): Generator<Progress, FittedModel, void> {
  const plan = planFit(data, values, rng, previous);
  const network = denseNetwork(team, data.X, plan);
  let done = begin(network, plan, resume);
  while (!isOver(done, plan.epochs, plan.patience)) {
    const epoch = done.epoch + 1;
    const [step, trained] = yield* trainEpoch(network, data, plan, done);
    requireFinite(trained, epoch);
    const metrics = curvePoints('', trained, plan.target, epoch);
    let { best } = done;
    if (plan.validation.length > 0) {
      const held = yield* judgeHeldOut(network, data, plan, epoch);
      requireFinite(held, epoch);
      metrics.push(...curvePoints('val_', held, plan.target, epoch));
      const loss = held.loss / held.weight;
      if (best === null || loss < best.loss) {
        best = { epoch, loss };
        network.best.set(network.weights);
      }
    }
    done = { epoch, step, best };
    const reached = done;
    const checkpoint = () => writeCheckpoint(KIND, reached, network);
    yield { stage: 'train', done: epoch, total: plan.epochs, metrics, checkpoint };
  }
  const { activation, target } = plan;
  const kept = network.read(done.best === null ? network.weights : network.best);
  return networkModel({ network: kept, activation, target });
}

function begin(network: DenseNetwork, plan: Plan, resume: FitContext['resume']): Epochs {
  if (resume === undefined) {
    network.load(plan.start);
    return noEpochs;
  }
  const [done, state] = readCheckpoint(KIND, resume, network.weights.length);
  network.weights.set(state.weights);
  network.first.set(state.first);
  network.second.set(state.second);
  network.best.set(state.best);
  return done;
}

/** Multiplications between two reports: some ten milliseconds, less than an abort may take. */
const REPORT_WORK = 5e7;

/** Says where an epoch stands whenever enough was done. */
function reporter(network: DenseNetwork, plan: Plan, epoch: number, nRows: number) {
  let [work, seen] = [0, 0];
  return function* (rows: number): Generator<Progress, void, void> {
    work += rows * network.work;
    seen += rows;
    if (work < REPORT_WORK) return;
    work = 0;
    yield { stage: 'train', done: epoch + Math.min(0.99, seen / nRows), total: plan.epochs };
  };
}

function* trainEpoch(
  network: DenseNetwork,
  data: Data,
  plan: Plan,
  { epoch, step }: Epochs,
): Generator<Progress, [number, Judgement], void> {
  const sums = noJudgement();
  const { rows, rng } = plan.order(epoch + 1);
  const report = reporter(network, plan, epoch, rows.length);
  for (let from = 0; from < rows.length; from += plan.batchSize) {
    const batch = rows.subarray(from, from + plan.batchSize);
    const total = weightOf(data, batch);
    for (let at = 0; at < batch.length; at += network.chunk) {
      const chunk = batch.subarray(at, at + network.chunk);
      learn(network, data, plan, chunk, total, rng, sums);
      yield* report(chunk.length);
    }
    step += 1;
    network.adam(step);
  }
  return [step, sums];
}

function learn(
  network: DenseNetwork,
  data: Data,
  plan: Plan,
  rows: Int32Array,
  total: number,
  rng: Rng,
  sums: Judgement,
): void {
  network.forward(data.X, rows, rng);
  judgeRows({ floats: network.floats, ...network.scores, total }, data, plan.target, rows, sums);
  network.backward();
}

function* judgeHeldOut(
  network: DenseNetwork,
  data: Data,
  plan: Plan,
  epoch: number,
): Generator<Progress, Judgement, void> {
  const sums = noJudgement();
  const rows = plan.validation;
  const report = reporter(network, plan, epoch - 1, Infinity);
  const scores = { floats: network.floats, ...network.scores, gradient: null, total: 1 };
  for (let at = 0; at < rows.length; at += network.chunk) {
    const chunk = rows.subarray(at, at + network.chunk);
    network.forward(data.X, chunk, null);
    judgeRows(scores, data, plan.target, chunk, sums);
    yield* report(chunk.length);
  }
  return sums;
}

function weightOf({ weights }: Data, rows: Int32Array): number {
  if (weights === null) return rows.length;
  let total = 0;
  for (const row of rows) total += weights[row]!;
  return total;
}
