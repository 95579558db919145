import { describe, expect, it } from 'vitest';
import { estimators } from '../../../shared/estimators/registry.ts';
import { defaultRecipe } from '../../../shared/pipelines/default-recipe.ts';
import { axesOf, placeOf, valueAt } from '../../../shared/pipelines/search/axes.ts';
import { parseSweep, plainMetric } from '../../../shared/pipelines/search/check-sweep.ts';
import { createSearch } from '../../../shared/pipelines/search/create-search.ts';
import { growing, resourceParams } from '../../../shared/pipelines/search/resource.ts';
import { modelRecipe } from '../../../shared/pipelines/search/trial-recipe.ts';
import { rankTrials, type Point, type TrialOutcome } from '../../../shared/pipelines/search/trial.ts';
import { usualSpace } from '../../../shared/pipelines/search/usual-space.ts';
import type { HalvingResource, SearchDimension, SweepSpec } from '../../../shared/records/sweep.ts';

const recipeOf = (estimator: string) =>
  defaultRecipe({
    schema: [
      { name: 'a', type: 'numeric' },
      { name: 'y', type: 'categorical' },
    ],
    target: 'y',
    estimator,
    seed: 1,
  });

type Wish = Partial<Omit<SweepSpec, 'models'>> & { models?: readonly [string, SearchDimension[]][] };

const sweep = ({ models = [['decision-tree', []]], ...wish }: Wish = {}): SweepSpec =>
  parseSweep({
    models: models.map(([estimator, space]) => ({ recipe: recipeOf(estimator), space })),
    search: { method: 'grid' },
    folds: 5,
    metric: 'roc_auc',
    seed: 7,
    ...wish,
  });

type Score = (point: Point, share: number) => number | null;

/** Runs a search to its end on a made-up score. */
function play(spec: SweepSpec, score: Score, nRows = 100_000): TrialOutcome[] {
  const search = createSearch(spec, nRows);
  const outcomes: TrialOutcome[] = [];
  for (;;) {
    const batch = search.next(outcomes);
    if (batch.length === 0) break;
    expect(batch.map(({ index }) => index)).toEqual(batch.map((_, at) => outcomes.length + at));
    outcomes.push(...batch.map((trial) => ({ trial, score: score(trial, trial.share) })));
  }
  expect(outcomes.length).toBeLessThanOrEqual(search.planned);
  return outcomes;
}

const depths = (...values: number[]): [string, SearchDimension[]][] => [
  ['decision-tree', [{ param: 'max_depth', values }]],
];
const BOOSTING: [string, SearchDimension[]][] = [
  [
    'gradient-boosting',
    [
      { param: 'learning_rate', from: 0.001, to: 1 },
      { param: 'max_leaf_nodes', from: 2, to: 256 },
      { param: 'subsample', from: 0.1, to: 1 },
    ],
  ],
];

/** Best at a learning rate of 0.05, 31 leaves and 0.7 of the rows. */
const hill: Score = ({ params }) => {
  const [rate, leaves, rows] = ['learning_rate', 'max_leaf_nodes', 'subsample'].map((name) =>
    Number(params[name]),
  );
  const far = [(Math.log10(rate!) + 1.3) / 1.5, (Math.log2(leaves!) - 5) / 3.5, (rows! - 0.7) / 0.45];
  return -far.reduce((sum, each) => sum + each * each, 0);
};
const best = (outcomes: readonly TrialOutcome[]): number =>
  Math.max(...outcomes.map(({ score }) => score ?? -Infinity));

describe('a grid', () => {
  it('has every combination of every model once, and nothing else', () => {
    const models: [string, SearchDimension[]][] = [
      [
        'decision-tree',
        [
          { param: 'max_depth', values: [2, 3] },
          { param: 'class_weight', values: ['none', 'balanced'] },
        ],
      ],
      ['logistic-regression', []],
    ];
    const outcomes = play(sweep({ models }), () => 0);
    expect(outcomes.map(({ trial }) => [trial.model, trial.params])).toEqual([
      [0, { max_depth: 2, class_weight: 'none' }],
      [0, { max_depth: 2, class_weight: 'balanced' }],
      [0, { max_depth: 3, class_weight: 'none' }],
      [0, { max_depth: 3, class_weight: 'balanced' }],
      [1, {}],
    ]);
  });
});

describe('a random search', () => {
  it('tries different candidates within their limits, the same for the same seed', () => {
    const search = { method: 'random', trials: 40 } as const;
    const trialsOf = (seed: number) => play(sweep({ models: BOOSTING, search, seed }), () => 0);
    const trials = trialsOf(1).map(({ trial }) => trial.params);
    expect(new Set(trials.map((params) => JSON.stringify(params))).size).toBe(40);
    for (const { max_leaf_nodes: leaves, learning_rate: rate } of trials) {
      expect(Number.isInteger(leaves)).toBe(true);
      expect(Number(leaves) >= 2 && Number(leaves) <= 256).toBe(true);
      expect(Number(rate) >= 0.001 && Number(rate) <= 1).toBe(true);
    }
    // Factors count: about half of the rates lie below the geometric mean.
    const low = trials.filter((params) => Number(params['learning_rate']) < 0.0316).length;
    expect(low).toBeGreaterThan(10);
    expect(low).toBeLessThan(30);
    expect(trialsOf(1)).toEqual(trialsOf(1));
    expect(trialsOf(2)).not.toEqual(trialsOf(1));
  });

  it('ends when there is nothing new to try', () => {
    const outcomes = play(
      sweep({ models: depths(1, 2, 3), search: { method: 'random', trials: 50 } }),
      () => 0,
    );
    expect(outcomes.map(({ trial }) => Number(trial.params['max_depth'])).sort()).toEqual([1, 2, 3]);
  });
});

describe('successive halving', () => {
  const values = Array.from({ length: 27 }, (_, at) => at + 1);
  const halving = (wish: Wish = {}) =>
    sweep({ models: depths(...values), search: { method: 'halving', factor: 3 }, ...wish });

  it('picks the known best by ever fewer candidates on ever more rows', () => {
    // On few rows candidates are harder to tell apart, but not upside down.
    const outcomes = play(
      halving(),
      ({ params }, share) => share - (share * Math.abs(Number(params['max_depth']) - 17)) / 27,
    );
    const rounds = [0, 1, 2, 3].map((rung) => outcomes.filter(({ trial }) => trial.rung === rung));
    expect(rounds.map((round) => round.length)).toEqual([27, 9, 3, 1]);
    expect(rounds.map(([first]) => first!.trial.share)).toEqual([1 / 27, 1 / 9, 1 / 3, 1]);
    expect(rankTrials(outcomes, 'roc_auc')[0]!.trial.params).toEqual({ max_depth: 17 });
  });

  it('ranks who came further before who scored higher on fewer rows', () => {
    const outcomes = play(halving(), (_, share) => 1 - share);
    expect(rankTrials(outcomes, 'roc_auc')[0]!.trial.share).toBe(1);
  });

  it('does not shrink folds to nothing: few rows, few rounds', () => {
    expect(new Set(play(halving(), () => 0, 150).map(({ trial }) => trial.share))).toEqual(new Set([1]));
    expect(new Set(play(halving(), () => 0, 400).map(({ trial }) => trial.share)).size).toBe(2);
  });
});

describe('successive halving of a param', () => {
  const rates = Array.from({ length: 27 }, (_, at) => (at + 1) / 100);
  const boosted = (resource: HalvingResource): SweepSpec =>
    sweep({
      models: [['gradient-boosting', [{ param: 'learning_rate', values: rates }]]],
      search: { method: 'halving', factor: 3, resource },
    });

  it('gives the best ever more of it, all rows to each, and trains the winner with all of it', () => {
    const spec = boosted({ param: 'max_iter', least: 5, most: 300 });
    const outcomes = play(spec, ({ params }) => -Math.abs(Number(params['learning_rate']) - 0.2), 100);
    const rounds = [0, 1, 2, 3].map((rung) => outcomes.filter(({ trial }) => trial.rung === rung));
    expect(rounds.map((round) => round.length)).toEqual([27, 9, 3, 1]);
    expect(rounds.map(([first]) => first!.trial.params['max_iter'])).toEqual([11, 33, 100, 300]);
    expect(new Set(outcomes.map(({ trial }) => trial.share))).toEqual(new Set([1]));
    const [winner] = rankTrials(outcomes, 'roc_auc');
    expect(modelRecipe(spec, winner!.trial).estimator.params).toMatchObject({
      learning_rate: 0.2,
      max_iter: 300,
    });
  });

  it('makes fewer rounds where there is less between least and most', () => {
    const spec = boosted({ param: 'max_iter', least: 20, most: 100 });
    expect(play(spec, () => 0).map(({ trial }) => trial.params['max_iter'])).toEqual([
      ...Array.from({ length: 27 }, () => 33),
      ...Array.from({ length: 9 }, () => 100),
    ]);
  });

  it('takes what the recipes say, or the default, and a twentieth to begin with', () => {
    const model = (estimator: string, params = {}) => ({
      recipe: { ...recipeOf(estimator), estimator: { name: estimator, params } },
    });
    const [forest, boosting] = [model('random-forest', { n_estimators: 400 }), model('gradient-boosting')];
    expect(growing([forest], 'n_estimators')).toEqual({ param: 'n_estimators', least: 20, most: 400 });
    expect(growing([boosting], 'max_iter')).toEqual({ param: 'max_iter', least: 5, most: 100 });
    expect(growing([boosting], 'max_iter', { least: 7, most: 70 })).toMatchObject({ least: 7, most: 70 });
    expect(resourceParams(['random-forest', 'extra-trees'])).toContain('n_estimators');
    expect(resourceParams(['random-forest', 'gradient-boosting'])).not.toContain('n_estimators');
  });

  it('is refused for what cannot grow, with the reason', () => {
    const refused = (resource: HalvingResource, code: string, words: RegExp): void => {
      expect(() => boosted(resource)).toThrow(expect.objectContaining({ code }));
      expect(() => boosted(resource)).toThrow(words);
    };
    refused({ param: 'trees', least: 1, most: 9 }, 'param-invalid', /no param "trees"/);
    refused({ param: 'learning_rate', least: 1, most: 1 }, 'sweep-invalid', /no whole number/);
    refused({ param: 'max_iter', least: 9, most: 3 }, 'sweep-invalid', /from 9 to 3/);
    refused({ param: 'max_iter', least: 9, most: 10 ** 9 }, 'param-invalid', /1000000000/);
    const twice = [{ param: 'max_iter', values: [10, 20] }];
    const search = {
      method: 'halving',
      factor: 3,
      resource: { param: 'max_iter', least: 1, most: 9 },
    } as const;
    expect(() => sweep({ models: [['gradient-boosting', twice]], search })).toThrow(/searched too/);
  });
});

describe('a Bayesian search', () => {
  const seeds = Array.from({ length: 20 }, (_, seed) => seed);
  const bestOf = (method: 'random' | 'bayes', seed: number): number =>
    best(play(sweep({ models: BOOSTING, search: { method, trials: 40 }, seed }), hill));

  it('comes closer than a random one of as many trials, on most seeds and in the median', () => {
    const pairs = seeds.map((seed) => [bestOf('bayes', seed), bestOf('random', seed)] as const);
    const wins = pairs.filter(([bayes, random]) => bayes > random).length;
    expect(wins).toBeGreaterThanOrEqual(15);
    const median = (values: number[]): number => values.sort((a, b) => a - b)[10]!;
    expect(median(pairs.map(([bayes]) => -bayes))).toBeLessThan(
      0.5 * median(pairs.map(([, random]) => -random)),
    );
  });

  it('spends its trials on the better of several models, and is the same for the same seed', () => {
    const models: [string, SearchDimension[]][] = [
      ['logistic-regression', [{ param: 'C', from: 0.001, to: 1000 }]],
      ['decision-tree', [{ param: 'max_depth', from: 1, to: 60 }]],
    ];
    const spec = sweep({ models, search: { method: 'bayes', trials: 40 } });
    const score: Score = ({ model, params }) =>
      model === 0 ? 0.5 : 1 - Math.abs(Number(params['max_depth']) - 20) / 60;
    const outcomes = play(spec, score);
    const trees = outcomes.slice(20).filter(({ trial }) => trial.model === 1).length;
    expect(trees).toBeGreaterThan(12);
    expect(play(spec, score)).toEqual(outcomes);
  });

  it('works for what should be low, and goes on past trials that failed', () => {
    const spec = sweep({ models: BOOSTING, metric: 'log_loss', search: { method: 'bayes', trials: 40 } });
    const outcomes = play(spec, (point, share) =>
      Number(point.params['subsample']) < 0.4 ? null : -hill(point, share)!,
    );
    const [first] = rankTrials(outcomes, 'log_loss');
    expect(first!.score).toBeLessThan(0.1);
    const failed = (some: TrialOutcome[]): number => some.filter(({ score }) => score === null).length;
    expect(failed(outcomes.slice(20))).toBeLessThanOrEqual(failed(outcomes.slice(0, 20)));
  });

  it('tries each of few candidates once, then ends', () => {
    const spec = sweep({ models: depths(1, 2, 3, 4, 5, 6, 7), search: { method: 'bayes', trials: 30 } });
    const tried = play(spec, ({ params }) => Number(params['max_depth'])).map(({ trial }) =>
      Number(trial.params['max_depth']),
    );
    expect(tried.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('the usual space', () => {
  it.each(estimators.map(({ name, tasks }) => [name, tasks[0]!] as const))(
    'of %s can be searched as it is, and holds the default of each param or lies around it',
    (name) => {
      const space = usualSpace(name);
      expect(space.length).toBeGreaterThan(0);
      for (const axis of axesOf({
        recipe: { ...recipeOf('decision-tree'), estimator: { name, params: {} } },
        space,
      })) {
        if (axis.kind !== 'range') continue;
        expect(axis.to).toBeGreaterThan(axis.from);
        for (const place of [0, 0.25, 0.5, 0.999]) {
          const value = valueAt(axis, place);
          expect(value >= axis.from && value <= axis.to).toBe(true);
          expect(valueAt(axis, placeOf(axis, value))).toBeCloseTo(value, 2);
        }
      }
    },
  );
});

describe('what a sweep cannot be', () => {
  const refused = (wish: Wish, code: string, words: RegExp): void => {
    expect(() => sweep(wish)).toThrow(expect.objectContaining({ code }));
    expect(() => sweep(wish)).toThrow(words);
  };

  it('is said with the place, the limit and the value', () => {
    refused({ models: depths() }, 'sweep-invalid', /models\/0\/space\/0/);
    refused({ models: depths(5, 500) }, 'param-invalid', /from 1 to 64.*500/);
    refused(
      { models: [['decision-tree', [{ param: 'depth', values: [1] }]]] },
      'param-invalid',
      /no param "depth".*max_depth/,
    );
    refused(
      { models: [['decision-tree', [{ param: 'max_depth', from: 1, to: 90 }]]] },
      'param-invalid',
      /from 1 to 64.*90/,
    );
    refused({ models: depths(5, 5) }, 'sweep-invalid', /twice/);
    refused({ timeBudgetMs: 0 }, 'sweep-invalid', /timeBudgetMs/);
    refused({ metric: 'rmse' }, 'metric-unknown', /roc_auc/);
    refused({ folds: 1 }, 'sweep-invalid', /folds/);
    refused({ models: [] }, 'sweep-invalid', /models/);
    refused({ models: BOOSTING }, 'sweep-invalid', /grid needs the values/);
    refused(
      { models: BOOSTING, search: { method: 'halving', factor: 3 } },
      'sweep-invalid',
      /number of trials/,
    );
    refused({ search: { method: 'random', trials: 0 } }, 'sweep-invalid', /trials/);
    const from = { param: 'l2_regularization', from: 0, to: 1, log: true };
    refused(
      { models: [['gradient-boosting', [from]]], search: { method: 'random', trials: 3 } },
      'sweep-invalid',
      /above 0/,
    );
    const numbers = Array.from({ length: 64 }, (_, at) => at + 1);
    const leaves = Array.from({ length: 200 }, (_, at) => at + 1);
    const huge: SearchDimension[] = [
      { param: 'max_depth', values: numbers },
      { param: 'min_samples_leaf', values: leaves },
    ];
    refused({ models: [['decision-tree', huge]] }, 'sweep-invalid', /12800 combinations/);
  });

  it('takes a metric by the name it has in runs', () => {
    expect(['test_roc_auc', 'roc_auc', 'cv_roc_auc_mean'].map(plainMetric)).toEqual([
      'roc_auc',
      'roc_auc',
      'roc_auc',
    ]);
  });
});
