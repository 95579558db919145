import { log } from '../../numeric/exp-log.ts';
import type { Rng } from '../../random/generator.ts';
import type { ParamValue } from '../../records/recipe.ts';
import type { SweepModel } from '../../records/sweep.ts';
import { axesOf, placeOf, valueAt, type Axis } from './axes.ts';
import { parzenEstimate, shareEstimate, type Estimate } from './parzen.ts';
import { keyOf, newPoint } from './points.ts';
import { rankTrials, type Point, type TrialOutcome } from './trial.ts';

/** Of what was tried, this share is what we look near. */
const GOOD_SHARE = 0.15;
/** Candidates drawn for each proposal. */
const CANDIDATES = 32;

/**
 * Proposes candidates where good trials are dense and others are not (tree-structured Parzen estimator,
 * Bergstra et al. 2011): the choice of model first, then the params of that model. Proposals of one batch count as
 * bad for each other, so that they spread. Deterministic by `rng`. Cost: trials × params × candidates a proposal.
 */
export function proposePoints(
  models: readonly SweepModel[],
  outcomes: readonly TrialOutcome[],
  count: number,
  metric: string,
  rng: Rng,
): Point[] {
  const ranked = rankTrials(outcomes, metric);
  const nGood = Math.max(2, Math.ceil(GOOD_SHARE * ranked.length));
  const good = ranked.filter(({ score }, at) => at < nGood && score !== null).map(({ trial }) => trial);
  const bad: Point[] = ranked.filter(({ trial }) => !good.includes(trial)).map(({ trial }) => trial);
  const known = new Set(ranked.map(({ trial }) => keyOf(trial)));
  const proposed: Point[] = [];
  for (let at = 0; at < count; at++) {
    const draws = rng.fork(at);
    const point = bestCandidate(models, good, bad, known, draws) ?? newPoint(models, known, draws);
    if (point === null) break;
    known.add(keyOf(point));
    bad.push(point);
    proposed.push(point);
  }
  return proposed;
}

/** null when every candidate was tried already. */
function bestCandidate(
  models: readonly SweepModel[],
  good: readonly Point[],
  bad: readonly Point[],
  known: ReadonlySet<string>,
  rng: Rng,
): Point | null {
  const chosen = (points: readonly Point[]) =>
    shareEstimate(
      points.map(({ model }) => model),
      models.length,
    );
  const [goodModels, badModels] = [chosen(good), chosen(bad)];
  const contrasts = models.map((each, model) =>
    axesOf(each).map((axis) => contrastOf(axis, ofModel(good, model), ofModel(bad, model))),
  );
  let best: { point: Point; worth: number } | null = null;
  for (let draw = 0; draw < CANDIDATES; draw++) {
    const model = goodModels.draw(rng);
    let worth = log(goodModels.density(model) / badModels.density(model));
    const values: [string, ParamValue][] = [];
    for (const contrast of contrasts[model]!) {
      const drawn = contrast.draw(rng);
      values.push([contrast.param, drawn.value]);
      worth += drawn.worth;
    }
    const point = { model, params: Object.fromEntries(values) };
    if ((best === null || worth > best.worth) && !known.has(keyOf(point))) best = { point, worth };
  }
  return best?.point ?? null;
}

const ofModel = (points: readonly Point[], model: number): Point[] =>
  points.filter((point) => point.model === model);

/** What is drawn from the good of one axis, and how much more good than bad it is. */
interface Contrast {
  readonly param: string;
  draw(rng: Rng): { value: ParamValue; worth: number };
}

function contrastOf(axis: Axis, good: readonly Point[], bad: readonly Point[]): Contrast {
  const positions = (points: readonly Point[]): number[] =>
    points.map(({ params }) => positionOf(axis, params[axis.param]!));
  const estimate = (points: readonly Point[]): Estimate<number> =>
    axis.kind === 'range'
      ? parzenEstimate(positions(points))
      : shareEstimate(positions(points), axis.values.length);
  const [dense, sparse] = [estimate(good), estimate(bad)];
  return {
    param: axis.param,
    draw(rng) {
      const position = dense.draw(rng);
      const value = axis.kind === 'range' ? valueAt(axis, position) : axis.values[position]!;
      return { value, worth: log(dense.density(position) / sparse.density(position)) };
    },
  };
}

const positionOf = (axis: Axis, value: ParamValue): number =>
  axis.kind === 'range' ? placeOf(axis, Number(value)) : axis.values.indexOf(value);
