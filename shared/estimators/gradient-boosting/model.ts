import type { Matrix } from '../../numeric/matrix.ts';
import { exp } from '../../numeric/exp-log.ts';
import { sigmoid, softmaxInPlace } from '../../numeric/softmax.ts';
import type { Explained, FittedModel, ModelState } from '../estimator.ts';
import { configInteger, finiteTensor, invalidModel, MAX_DIMENSION, onlyTensors } from '../model-state.ts';
import { readImportance } from '../trees/averaged-trees.ts';
import { addLeaves, createEnsemble } from '../trees/ensemble.ts';
import { explainTrees } from '../trees/explain-trees.ts';
import { readBoostedTable, tableStates, type BoostedTable } from './boosted-table.ts';
import type { Link } from './loss.ts';
import { createQuestionWalk, waysOf } from './question-walk.ts';

/** Trees whose leaves are added up to scores; tree t adds to score t mod nScores. */
export interface BoostedTrees {
  readonly nFeatures: number;
  /** Classes, or 1 for regression. */
  readonly nOutputs: number;
  readonly table: BoostedTable;
  /** One score for regression and two classes, else one a class. */
  readonly baseline: Float64Array;
  readonly link: Link;
  /** nFeatures. */
  readonly importance: Float64Array;
}

/** Adds every tree's leaf to the scores (nRows × nScores), in tree order. */
export type AddTrees = (X: Matrix, scores: Float64Array) => void;

/**
 * How the trees are walked. Where no cell is missing and no split is on categories a walk needs no
 * questions but "x > threshold?".
 */
export function treeWalk(table: BoostedTable, nScores: number): AddTrees {
  const plain = createEnsemble(table, 1);
  const asking = createQuestionWalk(table, plain, nScores);
  const hasCategories = table.sets.length > 0;
  return (X, scores) => {
    if (hasCategories || X.values.some((value) => value !== value)) asking(X, scores);
    else addLeaves(plain, X, scores, nScores);
  };
}

export const addTrees = (table: BoostedTable, X: Matrix, scores: Float64Array, nScores: number): void =>
  treeWalk(table, nScores)(X, scores);

export function boostedTreesModel(trees: BoostedTrees): FittedModel {
  const { nFeatures, nOutputs, table, baseline, importance, link } = trees;
  const nScores = baseline.length;
  const walk = treeWalk(table, nScores);
  return {
    nFeatures,
    nOutputs,
    predict: (X: Matrix) => {
      const scores = new Float64Array(X.nRows * nScores);
      for (let i = 0; i < scores.length; i++) scores[i] = baseline[i % nScores]!;
      walk(X, scores);
      return applyLink(scores, link, nOutputs);
    },
    importance: () => importance.slice(),
    explain: (X: Matrix) => {
      const parts = explainTrees(table, 1, waysOf(table, X), { nFeatures, nScores });
      return {
        scale: scaleOf(link, nScores),
        scores: parts.map((part, k) => ({ ...part, base: part.base + baseline[k]! })),
      };
    },
    state: () => {
      const { config, tensors } = tableStates(table);
      return {
        config: { nFeatures, nOutputs, link, ...config },
        tensors: [
          ...tensors,
          { name: 'baseline', shape: [nScores], data: baseline },
          { name: 'importance', shape: [nFeatures], data: importance },
        ],
      };
    },
  };
}

function scaleOf(link: Link, nScores: number): Explained['scale'] {
  if (link === 'identity') return 'value';
  if (link === 'log') return 'log';
  return nScores === 1 ? 'log-odds' : 'score';
}

function applyLink(scores: Float64Array, link: Link, nOutputs: number): Float64Array {
  if (link === 'identity') return scores;
  if (link === 'log') return scores.map((score) => exp(score));
  if (nOutputs === 2) return bothClasses(scores);
  for (let at = 0; at < scores.length; at += nOutputs) softmaxInPlace(scores, at, nOutputs);
  return scores;
}

function bothClasses(scores: Float64Array): Float64Array {
  const out = new Float64Array(2 * scores.length);
  for (let row = 0; row < scores.length; row++) {
    out[2 * row + 1] = sigmoid(scores[row]!);
    out[2 * row] = 1 - out[2 * row + 1]!;
  }
  return out;
}

const links: readonly unknown[] = ['identity', 'log', 'probability'] satisfies Link[];

/** @throws AppError `model-invalid`, see `readBoostedTable`; also when trees and classes do not match. */
export function restoreBoostedTrees(state: ModelState): FittedModel {
  const nFeatures = configInteger(state, 'nFeatures', 1, MAX_DIMENSION);
  const nOutputs = configInteger(state, 'nOutputs', 1, MAX_DIMENSION);
  const { table, names } = readBoostedTable(state, nFeatures, null);
  onlyTensors(state, [...names, 'baseline', 'importance']);
  const nScores = nOutputs > 2 ? nOutputs : 1;
  if (table.sizes.length % nScores !== 0)
    throw invalidModel('/tensors/tree_sizes', `${table.sizes.length} trees do not serve ${nScores} classes.`);
  const link = Object.hasOwn(state.config, 'link')
    ? state.config['link']
    : nOutputs > 1
      ? 'probability'
      : 'identity';
  if (!links.includes(link) || (link === 'probability') !== nOutputs > 1)
    throw invalidModel('/estimator/config/link', `"link" does not go with ${nOutputs} outputs.`);
  const baseline = finiteTensor(state, 'baseline', Float64Array, [nScores]);
  const importance = readImportance(state, nFeatures);
  return boostedTreesModel({ nFeatures, nOutputs, table, baseline, link: link as Link, importance });
}
