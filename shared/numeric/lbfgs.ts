/**
 * A smooth function: writes its gradient at `x` into `gradient` and returns its value. It may yield on the
 * way, so that a long sum can be stopped.
 */
export type Objective = (x: Float64Array, gradient: Float64Array) => Generator<void, number, void>;

export interface LbfgsOptions {
  /** Stops when no entry of the gradient (with `l1`: of the subgradient of least size) is larger in size. */
  readonly tolerance: number;
  readonly maxIterations: number;
  /** Per variable, an estimate of the inverse second derivative; scales the first guess of the Hessian. */
  readonly preconditioner: Float64Array;
  /** Per variable, the factor of its size in the objective, which the given function leaves out. */
  readonly l1?: Float64Array;
  /** Goes on from here instead of from the start. */
  readonly resume?: LbfgsState;
}

/** Enough to go on with the same bytes. */
export interface LbfgsState {
  readonly iteration: number;
  readonly x: Float64Array;
  /** Oldest first: how x and the gradient changed. */
  readonly pairs: readonly { readonly s: Float64Array; readonly y: Float64Array }[];
}

export interface LbfgsStep {
  readonly iteration: number;
  readonly value: number;
  readonly gradientSize: number;
  state(): LbfgsState;
}

export interface LbfgsResult {
  readonly x: Float64Array;
  readonly converged: boolean;
  readonly iterations: number;
}

/** Correction pairs kept; scikit-learn's solver keeps as many. */
const MEMORY = 10;

interface Pair {
  readonly s: Float64Array;
  readonly y: Float64Array;
  readonly rho: number;
}

interface Point {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  /** The gradient; with an L1 penalty the subgradient of least size. */
  readonly slope: Float64Array;
  readonly value: number;
}

/**
 * Minimises a smooth convex function, or one with an L1 penalty beside it, from `start`; yields after
 * every iteration. Fixed order of operations: same input, same bytes. (Nocedal and Wright, Numerical
 * Optimization, algorithms 7.4, 7.5; line search after Lewis and Overton 2013, with the approximate Wolfe
 * test of Hager and Zhang 2005, which goes on where the decrease drowns in rounding. With L1: OWL-QN of
 * Andrew and Gao, ICML 2007.)
 */
export function* minimizeLbfgs(
  objective: Objective,
  start: Float64Array,
  options: LbfgsOptions,
): Generator<LbfgsStep | void, LbfgsResult, void> {
  const { l1 = null, resume, tolerance } = options;
  let point = yield* evaluate(objective, resume?.x ?? start, l1);
  const pairs: Pair[] = (resume?.pairs ?? []).map(({ s, y }) => ({ s, y, rho: 1 / dot(s, y) }));
  let iteration = resume?.iteration ?? 0;
  while (maxSize(point.slope) > tolerance && iteration < options.maxIterations) {
    const direction = descentDirection(point.slope, pairs, options.preconditioner);
    const next =
      l1 === null
        ? yield* searchLine(objective, point, direction)
        : yield* searchOrthant(objective, point, direction, l1);
    if (next === null) break;
    remember(pairs, point, next);
    point = next;
    iteration += 1;
    const [at, { x }] = [iteration, point];
    const state = (): LbfgsState => ({ iteration: at, x, pairs: pairs.slice() });
    yield { iteration, value: point.value, gradientSize: maxSize(point.slope), state };
  }
  return { x: point.x, converged: maxSize(point.slope) <= tolerance, iterations: iteration };
}

function* evaluate(
  objective: Objective,
  x: Float64Array,
  l1: Float64Array | null,
): Generator<void, Point, void> {
  const gradient = new Float64Array(x.length);
  let value = yield* objective(x, gradient);
  if (l1 === null) return { x, gradient, slope: gradient, value };
  for (let i = 0; i < x.length; i += 1) value += l1[i]! * Math.abs(x[i]!);
  const slope = gradient.map((g, i) => {
    if (x[i] !== 0) return g + (x[i]! > 0 ? l1[i]! : -l1[i]!);
    return g > l1[i]! ? g - l1[i]! : g < -l1[i]! ? g + l1[i]! : 0;
  });
  return { x, gradient, slope, value };
}

/** The two-loop recursion: −H g for the H that the pairs imply. */
function descentDirection(gradient: Float64Array, pairs: readonly Pair[], scale: Float64Array): Float64Array {
  const d = gradient.map((value) => -value);
  const alphas = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k -= 1) {
    const { s, y, rho } = pairs[k]!;
    alphas[k] = rho * dot(s, d);
    addScaled(d, y, -alphas[k]!);
  }
  const gamma = curvatureScale(pairs.at(-1), scale);
  for (let i = 0; i < d.length; i += 1) d[i] = d[i]! * scale[i]! * gamma;
  for (let k = 0; k < pairs.length; k += 1) {
    const { s, y, rho } = pairs[k]!;
    addScaled(d, s, alphas[k]! - rho * dot(y, d));
  }
  return d;
}

/** Scales the preconditioner so that it fits the newest pair: sᵀy / yᵀDy. */
function curvatureScale(newest: Pair | undefined, scale: Float64Array): number {
  if (newest === undefined) return 1;
  let sum = 0;
  for (let i = 0; i < scale.length; i += 1) sum += newest.y[i]! * newest.y[i]! * scale[i]!;
  return 1 / (newest.rho * sum);
}

const MAX_TRIALS = 40;
const DECREASE = 1e-4;
const CURVATURE = 0.9;

/** Doubles or bisects the step until it meets the weak Wolfe conditions; null when none does. */
function* searchLine(
  objective: Objective,
  from: Point,
  direction: Float64Array,
): Generator<void, Point | null, void> {
  const slope = dot(from.gradient, direction);
  if (!(slope < 0)) return null;
  const rounding = 1e-14 * Math.abs(from.value);
  let low = 0;
  let high = Infinity;
  let step = 1;
  let best: Point | null = null;
  for (let trial = 0; trial < MAX_TRIALS; trial += 1) {
    const x = from.x.slice();
    addScaled(x, direction, step);
    const point = yield* evaluate(objective, x, null);
    const newSlope = dot(point.gradient, direction);
    const flat = point.value <= from.value + rounding && newSlope <= (2 * DECREASE - 1) * slope;
    const decreases = point.value <= from.value + DECREASE * step * slope || flat;
    if (decreases && newSlope >= CURVATURE * slope) return point;
    if (decreases) {
      low = step;
      best = point;
    } else high = step;
    step = high === Infinity ? 2 * low : (low + high) / 2;
  }
  return best;
}

/**
 * Halves the step until the value falls enough. No variable crosses zero: one that would stays there, and
 * the direction moves none against its slope.
 */
function* searchOrthant(
  objective: Objective,
  from: Point,
  direction: Float64Array,
  l1: Float64Array,
): Generator<void, Point | null, void> {
  const downhill = direction.map((d, i) => (l1[i]! > 0 && d * from.slope[i]! >= 0 ? 0 : d));
  if (!(dot(from.slope, downhill) < 0)) return null;
  const rounding = 1e-14 * Math.abs(from.value);
  for (let trial = 0, step = 1; trial < MAX_TRIALS; trial += 1, step /= 2) {
    const x = from.x.map((value, i) => {
      const moved = value + step * downhill[i]!;
      const side = value === 0 ? -from.slope[i]! : value;
      return l1[i]! > 0 && moved * side <= 0 ? 0 : moved;
    });
    const point = yield* evaluate(objective, x, l1);
    let slope = 0;
    for (let i = 0; i < x.length; i += 1) slope += from.slope[i]! * (x[i]! - from.x[i]!);
    if (point.value <= from.value + DECREASE * slope + rounding) return point;
  }
  return null;
}

function remember(pairs: Pair[], from: Point, to: Point): void {
  const s = difference(to.x, from.x);
  const y = difference(to.gradient, from.gradient);
  const curvature = dot(s, y);
  // Without positive curvature the pair would make the direction go uphill.
  if (!(curvature > Number.EPSILON * dot(y, y) * 1e-6)) return;
  if (pairs.length === MEMORY) pairs.shift();
  pairs.push({ s, y, rho: 1 / curvature });
}

function difference(a: Float64Array, b: Float64Array): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < a.length; i += 1) result[i] = a[i]! - b[i]!;
  return result;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] = target[i]! + factor * source[i]!;
}

function maxSize(values: Float64Array): number {
  let max = 0;
  for (const value of values) if (!(Math.abs(value) <= max)) max = Math.abs(value);
  return max;
}
