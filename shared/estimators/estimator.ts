import type { FeatureMatrix } from '../numeric/csr.ts';
import type { Region } from '../numeric/kernel-memory.ts';
import type { Matrix } from '../numeric/matrix.ts';
import type { Tensor } from '../numeric/tensor.ts';
import type { Rng } from '../random/generator.ts';
import type { JsonObject } from '../records/json.ts';
import type { ParamTable } from './params.ts';

/**
 * The one contract behind every estimator. A new estimator is one folder, one line in `registry.ts`
 * and one reference fixture; the form, the flags and the checks come from its parameter table.
 */

export type Task = 'classification' | 'regression';

/** What an estimator learns from. Only those that say `sparse` are ever given a Csr. */
export interface TrainingData<X extends FeatureMatrix = Matrix> {
  /** nRows × nFeatures, finite; an estimator that says `missing` is given NaN for missing cells. */
  readonly X: X;
  /** nRows; class index 0 … nClasses−1, or the target value. */
  readonly y: Float64Array;
  /** nRows, positive; null = all one. */
  readonly weights: Float64Array | null;
  /** 0 for regression. */
  readonly nClasses: number;
  /** nClasses: what the rows of a class weigh beside `weights`; only for those that say `weighsClasses`. */
  readonly classWeights?: Float64Array;
  readonly featureNames: readonly string[];
  /**
   * nFeatures: how many levels a feature has that holds category codes 0 … levels − 1; 0 = a number.
   * Only estimators that say `categories` are ever given levels; left out: all numbers.
   */
  readonly levels?: Int32Array;
  /**
   * nFeatures: 1 = predictions must not fall as the feature rises, −1 = must not rise, 0 = free. Only
   * estimators that say `monotone` are ever given directions.
   */
  readonly monotone?: Int8Array;
}

/** What a fit reports between two steps of its work; the driver may pause or stop it there. */
export interface Progress {
  readonly stage: 'load' | 'explore' | 'validate' | 'prepare' | 'train' | 'evaluate' | 'package';
  readonly done: number;
  readonly total: number;
  /** Values to plot live, e.g. `{key:'loss', value, step}`. */
  readonly metrics?: readonly { key: string; value: number; step: number }[];
  /**
   * What was done so far as data, to go on from by `FitContext.resume` as if nothing had happened. Only
   * steps where a fit can be taken up again have it; called right at the step, or never. In a team
   * only peer 0's is asked.
   */
  readonly checkpoint?: () => ModelState;
}

/** Equal peers over one shared memory. Every peer runs the same generator on the same data. */
export interface Team {
  readonly index: number;
  readonly size: number;
  /** Blocks until every peer has arrived. */
  barrier(): void;
  /** The same zeroed region for every peer; all peers must ask in the same order, with the same size. 8-byte aligned. */
  shared(byteLength: number): Region;
  /** What `shared` hands out lies in it, for kernels; null = TypeScript only. */
  readonly memory: WebAssembly.Memory | null;
}

export interface FitContext {
  readonly rng: Rng;
  readonly team: Team;
  /** A checkpoint of the same fit, from any team size: the result has the bytes of an uninterrupted one. */
  readonly resume?: ModelState;
}

/** The size of a fit, as far as memory depends on it. */
export interface FitShape {
  readonly nRows: number;
  readonly nFeatures: number;
  /** Stored values: nRows × nFeatures when dense. */
  readonly nValues: number;
  /** 0 for regression. */
  readonly nClasses: number;
  readonly threads: number;
  /** The most levels that a feature has, e.g. how many words there are; left out: none has levels, or nobody knows. */
  readonly nLevels?: number;
}

/** A fitted model as data: what the package stores, and what `restore` takes. */
export interface ModelState {
  readonly config: JsonObject;
  readonly tensors: readonly Tensor[];
}

export interface FittedModel {
  readonly nFeatures: number;
  /** Classes, or 1 for regression. */
  readonly nOutputs: number;
  /** nRows × nOutputs, row-major: class probabilities that sum to 1, or predicted values. */
  predict(X: FeatureMatrix): Float64Array;
  /** How many rows it predicts in some ten milliseconds, where that is few; left out: as many as there are. */
  readonly rowsAtOnce?: number;
  /** nFeatures, non-negative, sums to 1 (or all zero); null where the estimator has none. */
  importance(): Float64Array | null;
  /**
   * How the features of the first row of `X` add up to what the model says of it, exactly; left out where the
   * estimator knows no exact way.
   * @throws AppError `not-explainable` for a model of before what it takes was stored.
   */
  explain?(X: FeatureMatrix): Explained;
  state(): ModelState;
}

/** Shapley values of one row: for every score, base + Σ contributions is the score of the row. */
export interface Explained {
  /**
   * What the scores are: class probabilities; the log-odds of the second of two classes (one score); scores of
   * classes, whose softmax is the answer; the predicted value; or its logarithm.
   */
  readonly scale: 'probability' | 'log-odds' | 'score' | 'value' | 'log';
  readonly scores: readonly ScoreParts[];
}

export interface ScoreParts {
  /** The score where nothing is known of the row. */
  readonly base: number;
  /** nFeatures. */
  readonly contributions: Float64Array;
}

/** How an estimator goes on from a model that it fitted before. */
export interface Continuation {
  /**
   * `new`: the rows come on top of what the model learned from, so it is given new ones only and the
   * result is that of all rows together. `all`: the search starts where the former one ended and forgets
   * what it is not given, so it is given all rows there are.
   */
  readonly rows: 'new' | 'all';
  /** Whether there may be classes that the former model did not know. */
  readonly newClasses: boolean;
}

interface EstimatorBase {
  /** kebab-case; the name in recipes, flags and URLs. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly tasks: readonly Task[];
  readonly params: ParamTable;
  /** Whether it takes a Csr, which text makes; without densifying it. A recipe for one that does not is refused. */
  readonly sparse: boolean;
  /** Whether it reads texts as the numbers of their words, in order: the step "sequence", and `levels` of its columns. */
  readonly sequences?: boolean;
  /** Whether it takes NaN as "missing"; no imputation is needed then. */
  readonly missing?: boolean;
  /** Whether it splits on category codes by itself; no one-hot columns are needed then. */
  readonly categories?: boolean;
  /** Whether it keeps to `TrainingData.monotone`. */
  readonly monotone?: boolean;
  /**
   * Whether it takes `TrainingData.classWeights`; for all others they are multiplied into the weights of
   * the rows (class-weights.ts). No estimator reads its parameter `class_weight` itself.
   */
  readonly weighsClasses?: boolean;
  /** Whether its models hold the rows they were fitted on: such a package leaves the device only when asked to. */
  readonly keepsRows?: boolean;
  /**
   * An upper bound of the bytes that a fit asks for beside its data, what it asks of `Team.shared`
   * included. Known before the start, so that what cannot fit is refused with a remedy.
   */
  fitBytes(shape: FitShape, params: ParamValues): number;
  /** Estimators with `partialFit` say here what it means. */
  readonly continues?: Continuation;
  /**
   * Rebuilds a fitted model from untrusted data in bounded time and memory.
   * @throws AppError `model-invalid` with a pointer for a wrong shape, a cycle, a non-finite weight.
   */
  restore(state: ModelState): FittedModel;
}

/**
 * A fit of parts that need nothing of each other, for threads that share no memory: each is sent a copy of what
 * it needs, and hands back the parts that it fitted.
 */
export interface DealtFit {
  /** What every thread is sent, made in a team of one. @throws as `fit` does. */
  prepare(
    data: TrainingData<FeatureMatrix>,
    params: ParamValues,
    context: FitContext,
  ): Generator<Progress, Dealing, void>;
  /** The far side: fits parts `from` ≤ part < `to` whenever it is asked. A part's state has the bytes of `fit`. */
  open(copy: unknown, params: ParamValues, context: FitContext): (from: number, to: number) => ModelState;
  /** A checkpoint of the fit from those of runs of parts, in order from the first on. */
  join(states: readonly ModelState[]): ModelState;
}

export interface Dealing {
  /** Plain data of its own, that a message can copy. */
  readonly copy: unknown;
  readonly nParts: number;
  /** Parts that the checkpoint has which the fit goes on from. */
  readonly nDone: number;
}

/** Own estimators: synchronous numeric code, same seed and same bytes for any team size and engine. */
export interface OwnEstimator extends EstimatorBase {
  readonly kind: 'own';
  fit(
    data: TrainingData<FeatureMatrix>,
    params: ParamValues,
    context: FitContext,
  ): Generator<Progress, FittedModel, void>;
  /**
   * Goes on from a fitted model of this estimator, which is left as it is. The features are the same in
   * number and order; class k of `previous` is class k of the data, new ones stand behind them. Checkpoints
   * and resuming are those of `fit`.
   * @throws AppError `cannot-continue` when this model has not what it takes.
   */
  partialFit?(
    previous: FittedModel,
    data: TrainingData<FeatureMatrix>,
    params: ParamValues,
    context: FitContext,
  ): Generator<Progress, FittedModel, void>;
  /** Whether a team larger than one pays where there is enough data. */
  readonly parallel: boolean;
  /** Cells (rows × features) from which it does, where peers meet so often that it takes more than usual. */
  readonly teamFromCells?: number;
  /** Where threads share no memory; left out: it trains in one thread there. */
  readonly dealt?: DealtFit;
  /** Another way to train it, where a GPU pays or a backend is asked for; no bytes are promised there. */
  readonly tensorflow?: TensorflowTraining;
}

/** How an estimator trains on tfjs; the runtime is handed in by `workers/`, only its types are imported here. */
export interface TensorflowTraining {
  /** What can train it, the one to start from first. */
  readonly backends: readonly TensorflowBackend[];
  /** What a probe is to measure. */
  shape(data: TrainingData<FeatureMatrix>, params: ParamValues): NetworkShape;
  /** Beside an own way to train: multiplications of a step from which a GPU is worth a probe. */
  readonly paysFrom?: number;
  fit(
    data: TrainingData<FeatureMatrix>,
    params: ParamValues,
    context: TensorflowContext,
  ): AsyncGenerator<Progress, FittedModel, void>;
  /** As an own estimator's. */
  partialFit?(
    previous: FittedModel,
    data: TrainingData<FeatureMatrix>,
    params: ParamValues,
    context: TensorflowContext,
  ): AsyncGenerator<Progress, FittedModel, void>;
}

export type TensorflowBackend = 'cpu' | 'wasm' | 'webgl' | 'webgpu';

/** Units by layer, from features to outputs, and rows of a step. */
export interface NetworkShape {
  readonly sizes: readonly number[];
  readonly batchSize: number;
  /** What stands before the dense layers of a network for texts; its units are the first of `sizes`. */
  readonly text?: TextShape;
}

/** Tokens to vectors, and these to one vector a text. */
export interface TextShape {
  /** Tokens of a text, at most. */
  readonly length: number;
  /** Tokens there are, beside "none". */
  readonly vocabulary: number;
  readonly dimensions: number;
  /** Convolution: so many filters over so many neighbours; null = the mean of the vectors. */
  readonly filters: { readonly count: number; readonly width: number } | null;
}

/** Trained by tfjs alone: predictions agree within a tolerance, bytes do not. */
export interface TensorflowEstimator extends EstimatorBase, TensorflowTraining {
  readonly kind: 'tensorflow';
}

export interface TensorflowContext {
  readonly rng: Rng;
  readonly tf: typeof import('@tensorflow/tfjs-core');
  /** As in a `FitContext`. */
  readonly resume?: ModelState;
}

export type Estimator = OwnEstimator | TensorflowEstimator;

/** Checked and completed params, as `resolveParams` returns them. */
export type ParamValues = Readonly<Record<string, number | string | boolean | null>>;
