import { createRng } from '../random/rng.ts';
import type { Rng } from '../random/generator.ts';
import { argsort } from './argsort.ts';
import type { TestResult } from './test-result.ts';

/** Rows that one text counts for; beyond them more rows would only cost time. */
const MOST_ROWS = 4000;
const BUCKETS = 1 << 14;
const MOST_PERMUTATIONS = 19_999;
/** Permutations at least as good as what was found; then p is known well enough and large. */
const ENOUGH_EXCEEDING = 30;

export interface DomainTest extends TestResult {
  /** ROC AUC, 0 … 1, of telling held-out texts of b from those of a; 0.5 is chance. It is the statistic. */
  readonly auc: number;
  /** What each held-out text speaks for: above 0 for b, below for a. */
  readonly scoresA: Float64Array;
  readonly scoresB: Float64Array;
}

/**
 * Whether two sets of texts can be told apart: a naive Bayes classifier over hashed tokens learns from every other
 * text which set it is of, and is asked of the rest. If both come from one distribution, its AUC there is
 * chance, whatever it learned; p is that of permuting the held-out rows, one-sided, stopped early
 * once it is surely large. `a` and `b` hold the tokens of a text each; at most 4,000 of a set are used, spread evenly.
 * Sources: Rabanser, Günnemann and Lipton, "Failing Loudly" (2019); Besag and Clifford (1991).
 * Cost: linear in the tokens, and at most 20,000 sums over the held-out rows of a.
 */
export function domainClassifier(
  a: readonly (readonly string[])[],
  b: readonly (readonly string[])[],
): DomainTest {
  const rng = createRng(1);
  const [half, other] = [halves(thinned(a), rng.fork(0)), halves(thinned(b), rng.fork(1))];
  const weights = logOdds(half.learn, other.learn);
  const scoresA = Float64Array.from(half.ask, (text) => scoreOf(text, weights));
  const scoresB = Float64Array.from(other.ask, (text) => scoreOf(text, weights));
  const { auc, pValue } = rankedApart(scoresA, scoresB, rng.fork(2));
  return { test: 'domain-classifier', statistic: auc, auc, pValue, scoresA, scoresB };
}

type Tokens = Int32Array;

/** Evenly spread over the rows, so that the order of loading has its share. */
function thinned(texts: readonly (readonly string[])[]): Tokens[] {
  const count = Math.min(texts.length, MOST_ROWS);
  return Array.from({ length: count }, (_, i) => hashed(texts[Math.floor((i * texts.length) / count)]!));
}

/** The distinct buckets of a text: how often it repeats a word says less than that it has it. */
function hashed(tokens: readonly string[]): Tokens {
  return Int32Array.from(new Set(tokens.map((token) => fnv1a(token) & (BUCKETS - 1))));
}

/** FNV-1a over UTF-16 units (Fowler, Noll and Vo), folded so that the low bits know the high ones. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}

/** By chance, so that whatever comes in turns falls into both halves. */
function halves(texts: readonly Tokens[], rng: Rng): { learn: Tokens[]; ask: Tokens[] } {
  const learn: Tokens[] = [];
  const ask: Tokens[] = [];
  for (const text of texts) (rng.uniform() < 0.5 ? learn : ask).push(text);
  return { learn, ask };
}

/** How much each bucket speaks for b: differences of the logarithms of its smoothed shares. */
function logOdds(a: readonly Tokens[], b: readonly Tokens[]): Float64Array {
  const [inA, inB] = [documentCounts(a), documentCounts(b)];
  return inA.map((count, bucket) => {
    const seen = count + inB[bucket]!;
    // A token met once says nothing of what other texts have.
    if (seen < 2) return 0;
    return Math.log((inB[bucket]! + 1) / (b.length + 2)) - Math.log((count + 1) / (a.length + 2));
  });
}

function documentCounts(texts: readonly Tokens[]): Float64Array {
  const counts = new Float64Array(BUCKETS);
  for (const text of texts) for (const bucket of text) counts[bucket]! += 1;
  return counts;
}

const scoreOf = (text: Tokens, weights: Float64Array): number =>
  text.reduce((sum, bucket) => sum + weights[bucket]!, 0);

/** The AUC of two samples of scores, and how seldom shuffled samples reach it. */
function rankedApart(a: Float64Array, b: Float64Array, rng: Rng): { auc: number; pValue: number } {
  const [n, m] = [a.length, b.length];
  if (n === 0 || m === 0) return { auc: 0.5, pValue: 1 };
  const ranks = meanRanks(Float64Array.from([...b, ...a]));
  const found = sumOf(ranks, m);
  const auc = (found - (m * (m + 1)) / 2) / (n * m);
  let exceeding = 0;
  let tried = 0;
  while (tried < MOST_PERMUTATIONS && exceeding < ENOUGH_EXCEEDING) {
    tried += 1;
    if (shuffledSum(ranks, m, rng) >= found) exceeding += 1;
  }
  // Besag and Clifford: stopped at the h-th exceeding p is h / tried; otherwise the found order counts as one.
  const pValue = exceeding === ENOUGH_EXCEEDING ? exceeding / tried : (exceeding + 1) / (tried + 1);
  return { auc, pValue };
}

function meanRanks(values: Float64Array): Float64Array {
  const order = argsort(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0, end = 0; start < order.length; start = end) {
    while (end < order.length && values[order[end]!] === values[order[start]!]) end += 1;
    for (let i = start; i < end; i += 1) ranks[order[i]!] = (start + 1 + end) / 2;
  }
  return ranks;
}

function sumOf(ranks: Float64Array, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) sum += ranks[i]!;
  return sum;
}

/** Draws `count` ranks without replacement to the front and adds them up; halves of ranks add up exactly. */
function shuffledSum(ranks: Float64Array, count: number, rng: Rng): number {
  let sum = 0;
  for (let i = 0; i < count; i += 1) {
    const other = i + rng.integer(ranks.length - i);
    const kept = ranks[i]!;
    ranks[i] = ranks[other]!;
    ranks[other] = kept;
    sum += ranks[i]!;
  }
  return sum;
}
