import { AppError } from '../errors/app-error.ts';
import type { Rng } from '../random/generator.ts';
import { benjaminiHochberg } from '../statistics/benjamini-hochberg.ts';
import { column as columnNamed } from '../table/columns.ts';
import type { ColumnType, Table } from '../table/table.ts';
import { asGroups, type Buckets } from './buckets.ts';
import { isQuantity, sampleTable, type Looked } from './column-values.ts';
import type { SingleTest } from './single-test.ts';
import { testsAgainstGroups } from './tests-by-group.ts';
import { testsAgainstNumber } from './tests-by-number.ts';

export interface ColumnTest extends SingleTest {
  readonly column: string;
  readonly type: ColumnType;
  /** Benjamini–Hochberg over all tests of the list. */
  readonly adjusted: number;
  /** The verdict in words. */
  readonly words: string;
}

export interface TargetTests extends Looked {
  readonly target: string;
  /** What is compared: two groups of the target, all of them, or the target as a number. */
  readonly compares: 'two' | 'all' | 'number';
  /** Groups of the target that may be compared; none for a number. */
  readonly labels: readonly string[];
  readonly a: string | null;
  /** null with `two`: all other rows. */
  readonly b: string | null;
  /** By p-value, then by effect. */
  readonly tests: readonly ColumnTest[];
}

export interface TestWish {
  readonly target: string;
  /** A group of the target, against `b` or, when that is left out, the rest. */
  readonly a?: string;
  readonly b?: string;
}

const MOST_ROWS = 100_000;
/** With fewer false alarms among the alarms than this share, a difference is taken as real. */
export const FALSE_DISCOVERIES = 0.05;

/**
 * Tests every column against the target, with effect sizes and p-values adjusted for how many tests there are;
 * on at most 100,000 rows drawn by seed. Two classes, or two named groups: Welch's t, Mann–Whitney and KS for
 * quantities; more classes: Kruskal–Wallis; categories: χ²; a target that is a number: Pearson, Spearman and
 * Kruskal–Wallis. Texts and identifiers are left out. Cost: a few sorts per column.
 * @throws AppError `column-unknown`, `request-invalid` for a group that the target has not.
 */
export function exploreTests(table: Table, wish: TestWish, rng: Rng): TargetTests {
  const { table: seen, ...looked } = sampleTable(table, MOST_ROWS, rng);
  const target = columnNamed(seen, wish.target);
  const groups = asGroups(target, 20);
  const features = seen.columns.filter(
    ({ name, type }) => name !== wish.target && type !== 'text' && type !== 'identifier',
  );
  if (isQuantity(target) && groups.edges !== null && wish.a === undefined) {
    const found = features.flatMap((column) => named(column, testsAgainstNumber(column, target)));
    return {
      target: wish.target,
      compares: 'number',
      labels: [],
      a: null,
      b: null,
      tests: judged(found),
      ...looked,
    };
  }
  const chosen = chooseGroups(groups, wish);
  const found = features.flatMap((column) => named(column, testsAgainstGroups(column, chosen.groups)));
  const { compares, a, b } = chosen;
  return { target: wish.target, compares, labels: groups.labels, a, b, tests: judged(found), ...looked };
}

type Found = Omit<ColumnTest, 'adjusted' | 'words'>;

const named = ({ name, type }: Table['columns'][number], tests: readonly SingleTest[]): Found[] =>
  tests.map((test) => ({ column: name, type, ...test }));

function judged(found: readonly Found[]): ColumnTest[] {
  const adjusted = benjaminiHochberg(found.map(({ pValue }) => pValue));
  return found
    .map((test, at) => ({ ...test, adjusted: adjusted[at]!, words: verdict(test, adjusted[at]!) }))
    .toSorted((x, y) => x.pValue - y.pValue || Math.abs(y.effect.value) - Math.abs(x.effect.value));
}

function verdict({ seen, effect, caution }: Found, adjusted: number): string {
  const real = adjusted <= FALSE_DISCOVERIES;
  const judgement =
    effect.size === 'negligible'
      ? real
        ? 'Real, but too small to matter: with many rows even that shows.'
        : 'Nothing beyond chance.'
      : real
        ? `A ${effect.size} difference that chance does not explain.`
        : `A ${effect.size} difference that may be chance: too few rows to tell.`;
  return `${capital(seen)}. ${judgement}${caution === undefined ? '' : ` ${caution}`}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface Chosen {
  readonly groups: Buckets;
  readonly compares: 'two' | 'all';
  readonly a: string | null;
  readonly b: string | null;
}

/** Two classes: the last against the first, as the positive class is the last. */
function chooseGroups(groups: Buckets, { a, b, target }: TestWish): Chosen {
  const { labels } = groups;
  if (a === undefined && labels.length === 2)
    return { groups: twoOf(groups, 1, 0), compares: 'two', a: labels[1]!, b: labels[0]! };
  if (a === undefined) return { groups, compares: 'all', a: null, b: null };
  const first = indexOf(labels, a, target);
  const second = b === undefined ? null : indexOf(labels, b, target);
  return { groups: twoOf(groups, first, second), compares: 'two', a, b: b ?? null };
}

function indexOf(labels: readonly string[], label: string, target: string): number {
  const at = labels.indexOf(label);
  if (at >= 0) return at;
  throw new AppError('request-invalid', {
    detail: `"${target}" has no group "${label}"; it has ${labels.map((each) => `"${each}"`).join(', ')}.`,
  });
}

function twoOf({ codes, labels }: Buckets, a: number, b: number | null): Buckets {
  const map = labels.map((_, code) => (code === a ? 0 : b === null || code === b ? 1 : -1));
  const taken = codes.map((code) => (code < 0 ? -1 : map[code]!));
  const counts = [0, 1].map((group) => taken.reduce((sum, code) => sum + (code === group ? 1 : 0), 0));
  return { labels: [labels[a]!, b === null ? 'the rest' : labels[b]!], codes: taken, counts, edges: null };
}
