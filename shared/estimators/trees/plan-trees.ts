import type { Rng } from '../../random/generator.ts';
import type { ParamValues, Team, TrainingData } from '../estimator.ts';
import type { BinnedMatrix } from './binning.ts';
import { classSearch, giniCriterion } from './gini.ts';
import { createTreeGrower, varyingFeatures, type Splitting, type TreeGrower } from './grow-tree.ts';
import { kernelSearch, MOST_KERNEL_CLASSES, type KernelTarget } from './kernel-search.ts';
import { float64At, int32At, uint8At } from './peer-memory.ts';
import { rowWeights, type RowWeights } from './row-weights.ts';
import { treeKernels, type TreeKernels } from './tree-kernels.ts';
import { quantiseTargets, targetSearch, varianceCriterion } from './variance.ts';

export interface TreePlan {
  readonly leafWidth: number;
  readonly grower: TreeGrower;
}

/** What trees learn of the rows beside their bins. */
export type TreeTargets = Pick<TrainingData, 'y' | 'weights' | 'nClasses' | 'classWeights'>;

export interface TreeOptions {
  /** How many features a split chooses from, of those that vary. */
  readonly featuresPerSplit: (nVarying: number) => number;
  /** One random split a feature instead of all. */
  readonly randomSplits?: boolean;
}

/** The grower for these data and params, which forests and a single tree have in common. */
export function planTrees(
  data: TreeTargets,
  params: ParamValues,
  binned: BinnedMatrix,
  { team, rng }: { readonly team: Team; readonly rng: Rng },
  { featuresPerSplit, randomSplits = false }: TreeOptions,
): TreePlan {
  const weights = rowWeights(data.weights);
  const splitting = chooseSplitting(data, binned, weights, team);
  const growParams = {
    maxDepth: Number(params['max_depth'] ?? Infinity),
    minSplitWeight: smallest(Number(params['min_samples_split']), 2, weights.one),
    minLeafWeight: smallest(Number(params['min_samples_leaf']), 1, weights.one),
    featuresPerSplit: featuresPerSplit(varyingFeatures(binned).length),
    minDecrease: Number(params['min_impurity_decrease']),
    maxLeaves: Number(params['max_leaf_nodes'] ?? Infinity),
    randomSplits,
    nodeValues: Number(params['ccp_alpha'] ?? 0) > 0,
  };
  const grower = createTreeGrower(binned, splitting, growParams, team, rng);
  return { leafWidth: splitting.criterion.leafWidth, grower };
}

/** The default of a limit lets any row stand alone, however little it weighs. */
const smallest = (limit: number, free: number, one: number): number => (limit <= free ? 1 : limit * one);

function chooseSplitting(
  data: TreeTargets,
  binned: BinnedMatrix,
  weights: RowWeights,
  team: Team,
): Splitting {
  const kernels = treeKernels(team);
  if (data.nClasses === 0) return splitNumbers(data, binned, weights, team, kernels);
  return splitClasses(data, binned, weights, team, kernels);
}

function splitNumbers(
  { y }: TreeTargets,
  binned: BinnedMatrix,
  weights: RowWeights,
  team: Team,
  kernels: TreeKernels | null,
): Splitting {
  const values = int32At(team.shared(4 * y.length), y.length);
  // Every peer writes the same numbers.
  const targets = quantiseTargets(y, values);
  const criterion = varianceCriterion(y, targets.unit, weights.values);
  if (kernels === null) return { criterion, kernels, search: targetSearch(binned, values, weights.values) };
  const target: KernelTarget = {
    kind: 'targets',
    labels: values.byteOffset,
    weights: shareWeights(weights, team),
    nTotals: 2,
    factors: new Float64Array(2),
  };
  return { criterion, kernels, search: kernelSearch(kernels, binned, target, team) };
}

function splitClasses(
  { y, nClasses, classWeights }: TreeTargets,
  binned: BinnedMatrix,
  weights: RowWeights,
  team: Team,
  kernels: TreeKernels | null,
): Splitting {
  const factors = classWeights ?? new Float64Array(nClasses).fill(1);
  const criterion = giniCriterion(factors);
  if (kernels === null || nClasses > MOST_KERNEL_CLASSES) {
    const classes = Int32Array.from(y);
    const data = { classes, nClasses, classWeights: factors, rowWeights: weights.values };
    return { criterion, kernels, search: classSearch(binned, data) };
  }
  const labels = uint8At(team.shared(y.length), y.length);
  // Every peer writes the same numbers.
  labels.set(y);
  const target: KernelTarget = {
    kind: nClasses === 2 && weights.values === null ? 'two' : 'classes',
    labels: labels.byteOffset,
    weights: shareWeights(weights, team),
    nTotals: nClasses,
    factors,
  };
  return { criterion, kernels, search: kernelSearch(kernels, binned, target, team) };
}

/** A pointer to the weights in the team's memory; 0 = all 1. */
function shareWeights({ values }: RowWeights, team: Team): number {
  if (values === null) return 0;
  const shared = float64At(team.shared(8 * values.length), values.length);
  shared.set(values);
  return shared.byteOffset;
}
