import type { FitContext, ModelState, ParamValues, Progress, Team, TrainingData } from '../estimator.ts';
import { binFeatures } from './bin-features.ts';
import type { BinnedFeatures } from './binned-features.ts';
import type { BoostedTree } from './boosted-tree.ts';
import { readCheckpoint, writeCheckpoint, type BoostingCheckpoint } from './checkpoint.ts';
import { kernelEngine, typescriptEngine, type Engine, type RowMemory } from './engine.ts';
import { createGrower, type GrownTree, type Grower } from './grow-boosted.ts';
import { lossFor, weightedMedian, type Link, type Loss } from './loss.ts';
import { createMeanLoss, type MeanLoss } from './mean-loss.ts';
import { boostedTable } from './boosted-table.ts';
import { addTrees } from './model.ts';
import { quantiserFor, scalesFor, type Quantiser, type Scales } from './quantise.ts';
import { chooseFeatures, createRowChooser, holdOut, type RowChooser } from './round-rows.ts';
import { boostingSettings, type BoostingSettings } from './settings.ts';
import { createStopping, type Stopping } from './stopping.ts';
import { inPieces, ownShare, sharedArrays, type Range, type SharedArrays } from './team-work.ts';

export interface Boosted {
  /** nScores: where every score starts. */
  readonly baseline: Float64Array;
  /** Round by round, in each round one tree a score. */
  readonly trees: readonly BoostedTree[];
  readonly link: Link;
}

/** Streams of the fit's generator; rounds take 0, 1, 2, … */
const BINNING_STREAM = -1;
const HOLD_OUT_STREAM = -2;
/** Rounds whose training loss is reported, so that the curve costs little. */
const LOSS_POINTS = 25;
/** Rows between two yields: some 10 ms. */
const ROWS_PER_STEP = 1 << 18;

interface Fit {
  readonly settings: BoostingSettings;
  readonly data: TrainingData;
  readonly context: FitContext;
  readonly team: Team;
  readonly binned: BinnedFeatures;
  readonly rows: RowMemory;
  readonly loss: Loss;
  readonly baseline: Float64Array;
  readonly quantiser: Quantiser;
  readonly engine: Engine;
  readonly grow: Grower;
  readonly choose: RowChooser;
  readonly meanLoss: MeanLoss;
  readonly held: Uint8Array | null;
  readonly stopping: Stopping | null;
  /** team size × 2: the largest derivatives that each peer found. */
  readonly largest: Float64Array;
  /** maxLeaves: medians, which peers share out. */
  readonly medians: Float64Array;
  readonly varying: Uint8Array;
  readonly ownRows: Range;
  readonly trees: BoostedTree[];
}

/**
 * Fits tree after tree to the derivatives of the loss. All sums that peers share are of integers, all
 * others run in an order that does not depend on the team: same seed, same bytes.
 */
export function* boost(
  data: TrainingData,
  params: ParamValues,
  context: FitContext,
): Generator<Progress, Boosted, void> {
  const settings = boostingSettings(params);
  const tick: Progress = { stage: 'train', done: 0, total: settings.nRounds };
  const { rng, team } = context;
  const binned = yield* binFeatures(data, settings.maxBins, rng.fork(BINNING_STREAM), team, tick);
  const resumed = context.resume === undefined ? null : readCheckpoint(context.resume, data);
  const fit = prepareFit(data, settings, context, binned, resumed);
  yield* startScores(fit, resumed, tick);
  team.barrier();
  const { nScores, link } = fit.loss;
  for (let round = fit.trees.length / nScores; round < settings.nRounds; round++) {
    if (fit.stopping?.isEnough(round) === true) break;
    yield* growRound(fit, round);
    yield yield* report(fit, round);
  }
  const kept = fit.stopping === null ? fit.trees : fit.trees.slice(0, fit.stopping.bestRounds * nScores);
  return { baseline: fit.baseline, trees: kept, link };
}

function prepareFit(
  data: TrainingData,
  settings: BoostingSettings,
  context: FitContext,
  binned: BinnedFeatures,
  resumed: BoostingCheckpoint | null,
): Fit {
  const { team, rng } = context;
  const { nRows } = data.X;
  const arrays = sharedArrays(team);
  const loss = lossFor(data, settings, arrays, team);
  const { stopping } = settings;
  const held = stopping === null ? null : holdOut(data, stopping.fraction, rng.fork(HOLD_OUT_STREAM));
  const rows = rowMemory(nRows, loss.nScores, team, arrays);
  const quantiser = quantiserFor(loss.constantHessian);
  const engine =
    kernelEngine(binned, rows, loss, quantiser, team, arrays) ??
    typescriptEngine(binned, rows, loss, quantiser);
  const { constantHessian } = loss;
  const monotone = data.monotone?.some((direction) => direction !== 0) === true ? data.monotone : null;
  return {
    settings,
    data,
    context,
    team,
    binned,
    rows,
    loss,
    baseline: resumed?.baseline ?? loss.baseline(held),
    quantiser,
    engine,
    grow: createGrower({ binned, rows, engine, settings, constantHessian, monotone, team, arrays }),
    choose: createRowChooser(rows.order, held, settings.subsample, team, arrays),
    meanLoss: createMeanLoss(loss, rows.scores, data.weights, held, team, arrays),
    held,
    stopping: stopping === null ? null : createStopping(stopping.patience, stopping.tol, resumed?.stopping),
    largest: arrays.f64(2 * team.size),
    medians: arrays.f64(settings.maxLeaves),
    varying: varyingFeatures(binned),
    ownRows: ownShare(team, nRows, 8),
    trees: [...(resumed?.trees ?? [])],
  };
}

function rowMemory(nRows: number, nScores: number, team: Team, arrays: SharedArrays): RowMemory {
  const order = arrays.i32(nRows);
  const spare = arrays.i32(nRows);
  const packed = arrays.f64(nRows);
  return {
    order,
    spare,
    secondSpare: team.size > 1 ? arrays.i32(nRows) : order,
    scores: arrays.f64(nRows * nScores),
    packed,
    derivatives: new Float32Array(packed.buffer, packed.byteOffset, 2 * nRows),
  };
}

/** nFeatures: 1 = more than one bin. */
const varyingFeatures = ({ valueBins, missingBins }: BinnedFeatures): Uint8Array =>
  Uint8Array.from(valueBins, (bins, feature) => +(bins + +(missingBins[feature]! >= 0) > 1));

/** The baseline, and what the trees of a checkpoint add to it, tree after tree as when they were grown. */
function* startScores(
  { rows, baseline, loss, ownRows, data }: Fit,
  resumed: BoostingCheckpoint | null,
  tick: Progress,
): Generator<Progress, void, void> {
  const { nScores } = loss;
  const { scores } = rows;
  for (let row = ownRows.from; row < ownRows.to; row++)
    for (let k = 0; k < nScores; k++) scores[row * nScores + k] = baseline[k]!;
  if (resumed === null || resumed.trees.length === 0) return;
  const table = boostedTable(resumed.trees, data.levels ?? null, data.X.nColumns);
  const rowsPerStep = Math.max(256, Math.floor((1 << 20) / resumed.trees.length));
  yield* inPieces(ownRows, rowsPerStep, tick, (from, to) => {
    const { nColumns, values } = data.X;
    const X = { nRows: to - from, nColumns, values: values.subarray(from * nColumns, to * nColumns) };
    addTrees(table, X, scores.subarray(from * nScores, to * nScores), nScores);
  });
}

function* growRound(fit: Fit, round: number): Generator<Progress, void, void> {
  const { settings, context, engine, loss, ownRows, team, trees } = fit;
  const tick: Progress = { stage: 'train', done: round, total: settings.nRounds };
  const draw = context.rng.fork(round);
  const seed = draw.integer(0x80000000);
  yield* inPieces(ownRows, ROWS_PER_STEP, tick, (from, to) => engine.begin(from, to));
  for (let k = 0; k < loss.nScores; k++) {
    const nRows = fit.choose(seed);
    yield tick;
    const scales = yield* deriveRows(fit, k, round, tick);
    const features = chooseFeatures(fit.varying, settings.colsample, draw.fork(k));
    const grown = yield* fit.grow({ nRows, scales, features }, tick);
    const values = setLeafValues(fit, grown);
    yield* updateScores(fit, grown, values, k, nRows, tick);
    trees.push(grown.tree.finish(fit.binned));
    team.barrier();
  }
}

/** Derivatives of the loss by score `k`, quantised by the largest of all peers. */
function* deriveRows(fit: Fit, k: number, round: number, tick: Progress): Generator<Progress, Scales, void> {
  const { engine, largest, team, ownRows, quantiser } = fit;
  largest.fill(0, 2 * team.index, 2 * team.index + 2);
  yield* inPieces(ownRows, ROWS_PER_STEP, tick, (from, to) => {
    engine.derive(k, from, to);
    engine.largest(from, to, largest, 2 * team.index);
  });
  team.barrier();
  let [gradient, hessian] = [0, 0];
  for (let peer = 0; peer < team.size; peer++) {
    gradient = Math.max(gradient, largest[2 * peer]!);
    hessian = Math.max(hessian, largest[2 * peer + 1]!);
  }
  const scales = scalesFor(gradient, hessian, quantiser);
  yield* inPieces(ownRows, ROWS_PER_STEP, tick, (from, to) =>
    engine.quantise(from, to, scales, round * fit.loss.nScores + k),
  );
  team.barrier();
  return scales;
}

/** Values of the leaves, by node. */
function setLeafValues(fit: Fit, { tree, leaves, valueOf }: GrownTree): Map<number, number> {
  const { settings, loss, medians } = fit;
  if (loss.medianLeaves) shareMedians(fit, leaves);
  const values = new Map<number, number>();
  leaves.forEach((leaf, at) => {
    const value = settings.learningRate * (loss.medianLeaves ? medians[at]! : valueOf(leaf));
    values.set(leaf.node, value);
    tree.setLeaf(leaf.node, value, leaf.end - leaf.start);
  });
  return values;
}

function shareMedians({ rows, data, team, medians }: Fit, leaves: GrownTree['leaves']): void {
  const { order, scores } = rows;
  const weightOf = (row: number): number => data.weights?.[row] ?? 1;
  const residualOf = (row: number): number => data.y[row]! - scores[row]!;
  for (let at = team.index; at < leaves.length; at += team.size) {
    const { start, end } = leaves[at]!;
    medians[at] = weightedMedian(order.slice(start, end), residualOf, weightOf);
  }
  team.barrier();
}

/** Rows of leaves by their place in `order`; rows that the tree left out are sent down it. */
function* updateScores(
  { team, engine, rows, binned, loss }: Fit,
  { tree, leaves }: GrownTree,
  values: ReadonlyMap<number, number>,
  k: number,
  nIncluded: number,
  tick: Progress,
): Generator<Progress, void, void> {
  const { order, scores } = rows;
  const own = ownShare(team, nIncluded);
  let since = 0;
  for (const { node, start, end } of leaves) {
    const range = { from: Math.max(start, own.from), to: Math.min(end, own.to) };
    const value = values.get(node)!;
    yield* inPieces(range, ROWS_PER_STEP, tick, (from, to) => engine.addValue(from, to, k, value));
    since += Math.max(0, range.to - range.from);
    if (since >= ROWS_PER_STEP) {
      yield tick;
      since = 0;
    }
  }
  const out = ownShare(team, order.length - nIncluded);
  yield* inPieces(out, ROWS_PER_STEP >> 4, tick, (from, to) => {
    for (let i = nIncluded + from; i < nIncluded + to; i++) {
      const row = order[i]!;
      const node = tree.route(binned, row);
      scores[row * loss.nScores + k]! += values.get(node)!;
    }
  });
}

function* report(fit: Fit, round: number): Generator<Progress, Progress, void> {
  const { settings, stopping, meanLoss, baseline, trees, loss } = fit;
  const { nRounds } = settings;
  const tick: Progress = { stage: 'train', done: round, total: nRounds };
  const every = Math.ceil(nRounds / LOSS_POINTS);
  const metrics: { key: string; value: number; step: number }[] = [];
  if (stopping !== null) {
    const value = yield* meanLoss(1, tick);
    metrics.push({ key: 'validation_loss', value, step: round + 1 });
    stopping.see(round, value);
  }
  if ((round + 1) % every === 0 || round === nRounds - 1 || stopping?.isEnough(round + 1) === true)
    metrics.push({ key: 'train_loss', value: yield* meanLoss(0, tick), step: round + 1 });
  const checkpoint = (): ModelState =>
    writeCheckpoint({ baseline, trees, stopping: stopping?.state() ?? null, nScores: loss.nScores });
  return {
    stage: 'train',
    done: round + 1,
    total: nRounds,
    ...(metrics.length > 0 ? { metrics } : {}),
    checkpoint,
  };
}
