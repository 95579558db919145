import type { Manifest } from '../../shared/packaging/manifest.ts';

/** What leaves with a package, listed before it does (SYNC10). */
export interface PackageContents {
  readonly inputs: readonly string[];
  readonly target: string;
  readonly labels: readonly string[];
  /** Columns whose categories are in the package, with how many. */
  readonly levels: readonly { readonly column: string; readonly count: number }[];
  /** Columns whose range or bin edges are in the package. */
  readonly binned: readonly string[];
  /** Words of texts that the model knows. */
  readonly terms: number;
  readonly exampleRows: number;
  readonly containsRows: boolean;
}

export function contentsOf({
  signature,
  profile,
  pipeline,
  golden,
  containsRows,
}: Manifest): PackageContents {
  const { inputs, output } = signature;
  return {
    inputs: inputs.map(({ name }) => name),
    target: output.name,
    labels: output.labels,
    levels: inputs
      .filter(({ levels }) => levels.length > 0)
      .map(({ name, levels }) => ({ column: name, count: levels.length })),
    binned: profile.features.filter(({ kind }) => kind === 'numeric').map(({ name }) => name),
    terms: pipeline.transformers.reduce((sum, state) => sum + termsOf(state), 0),
    exampleRows: golden.rows.length,
    containsRows,
  };
}

function termsOf(state: object): number {
  return Object.entries(state)
    .filter(([key]) => key === 'terms' || key === 'vocabulary')
    .reduce((sum, [, held]) => sum + (Array.isArray(held) ? held.length : 0), 0);
}

/** The same in sentences. */
export function contentsText(contents: PackageContents): string[] {
  const { inputs, target, labels, levels, binned, terms, exampleRows, containsRows } = contents;
  return [
    `Names of ${count(inputs.length, 'input')}: ${shortList(inputs)}; the target ${target}${labels.length === 0 ? '' : ` with its labels ${shortList(labels)}`}.`,
    ...(levels.length === 0
      ? []
      : [`Categories: ${shortList(levels.map(({ column, count: n }) => `${n} of ${column}`))}.`]),
    ...(binned.length === 0 ? [] : [`Ranges and counts by bin of ${shortList(binned)}.`]),
    ...(terms === 0 ? [] : [`${count(terms, 'word')} that at least two texts have.`]),
    `${count(exampleRows, 'example row')}, made up from those ranges and copied from nobody.`,
    'The recipe, the test metrics and the weights of the model.',
    containsRows
      ? 'Rows of the data: this model answers by them, so they are in its package.'
      : 'No row of the data.',
  ];
}

const MOST_NAMED = 8;

function shortList(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

const count = (n: number, noun: string): string => `${n} ${noun}${n === 1 ? '' : 's'}`;
