import { AppError } from '../errors/app-error.ts';
import type { Evaluation } from '../evaluation/evaluation.ts';
import type { FeatureValue, Signature } from '../packaging/manifest.ts';
import { createRng } from '../random/rng.ts';
import type { Recipe } from '../records/recipe.ts';
import { cell } from '../table/cells.ts';
import { column } from '../table/columns.ts';
import { rowDigests } from '../table/row-digests.ts';
import { selectRows } from '../table/shape.ts';
import type { Table } from '../table/table.ts';
import { splitRows } from './prepare-data.ts';
import { evaluateOutputs, RNG_SPLIT } from './run-recipe.ts';
import type { ServingModel } from './serving-model.ts';
import { byCodePoint } from '../table/code-point-order.ts';
import { labelsOf, targetValues } from './target.ts';

export interface Challenge {
  readonly nRows: number;
  /** Rows of the challenger's test part left out because the champion was trained on them. */
  readonly excluded: number;
  readonly champion: Evaluation;
  readonly challenger: Evaluation;
}

/**
 * Judges champion and challenger on the very same rows: the challenger's test part, without the rows
 * the champion was trained on (when its data version is at hand), so that neither has seen them.
 * @throws AppError `no-rows` when no such row is left, `recipe-invalid` when they predict different things.
 */
export function challenge(
  champion: ServingModel,
  challenger: ServingModel,
  table: Table,
  championTable: Table | null,
): Challenge {
  checkComparable(champion, challenger);
  const recipe = challenger.manifest.recipe as Recipe;
  const test = splitRows(table, recipe, createRng(recipe.seed).fork(RNG_SPLIT)).test;
  const rows = championTable === null ? test : unseenRows(table, test, champion, championTable);
  if (rows.length === 0) {
    throw new AppError('no-rows', {
      detail: `The champion was trained on all ${test.length} rows of the challenger's test part.`,
      remedy: 'Load newer rows, then train the challenger again.',
    });
  }
  const judged = selectRows(table, rows);
  const labels = recipe.task === 'classification' ? allLabels(judged, champion, challenger) : [];
  const y = targetValues(judged, recipe.target, recipe.task, labels);
  const judge = (served: ServingModel): Evaluation =>
    evaluateOutputs(
      recipe,
      labels,
      y,
      widen(served, served.outputs(inputRows(served.manifest.signature, judged)), labels),
    );
  return {
    nRows: rows.length,
    excluded: test.length - rows.length,
    champion: judge(champion),
    challenger: judge(challenger),
  };
}

function checkComparable(champion: ServingModel, challenger: ServingModel): void {
  const [a, b] = [champion.manifest.signature.output, challenger.manifest.signature.output];
  if (a.name === b.name && a.task === b.task) return;
  throw new AppError('recipe-invalid', {
    detail: `The champion predicts "${a.name}" (${a.task}), the challenger "${b.name}" (${b.task}); they cannot be compared.`,
  });
}

function unseenRows(
  table: Table,
  test: Int32Array,
  champion: ServingModel,
  championTable: Table,
): Int32Array {
  const recipe = champion.manifest.recipe as Recipe;
  const trained = splitRows(championTable, recipe, createRng(recipe.seed).fork(RNG_SPLIT)).train;
  const names = championTable.columns
    .map((entry) => entry.name)
    .filter((name) => table.columns.some((entry) => entry.name === name));
  const championDigests = rowDigests(championTable, names);
  const seen = new Set<string | bigint | number>();
  for (const row of trained) seen.add(championDigests[row]!);
  const digests = rowDigests(table, names);
  return test.filter((row) => !seen.has(digests[row]!));
}

/** Labels of both models and of the judged rows, so that a class one of them lacks counts against it. */
function allLabels(judged: Table, champion: ServingModel, challenger: ServingModel): string[] {
  const { name } = challenger.manifest.signature.output;
  const labels = new Set([
    ...champion.manifest.signature.output.labels,
    ...challenger.manifest.signature.output.labels,
    ...labelsOf(judged, name),
  ]);
  return [...labels].sort(byCodePoint);
}

/** Lays a model's probabilities out over a wider list of labels; labels it does not know get 0. */
function widen(served: ServingModel, outputs: Float64Array, labels: readonly string[]): Float64Array {
  const own = served.manifest.signature.output.labels;
  if (own.length === labels.length) return outputs;
  const nRows = outputs.length / served.model.nOutputs;
  const wide = new Float64Array(nRows * labels.length);
  own.forEach((label, from) => {
    const to = labels.indexOf(label);
    for (let row = 0; row < nRows; row++) wide[row * labels.length + to] = outputs[row * own.length + from]!;
  });
  return wide;
}

/** The cells a model takes, in its signature's order. */
export function inputRows(signature: Signature, table: Table): FeatureValue[][] {
  const columns = signature.inputs.map((input) => column(table, input.name));
  return Array.from({ length: table.nRows }, (_, row) => columns.map((cells) => cell(cells, row)));
}
