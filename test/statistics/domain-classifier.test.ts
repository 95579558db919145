import { describe, expect, it } from 'vitest';
import { createRng } from '../../shared/random/rng.ts';
import { domainClassifier } from '../../shared/statistics/domain-classifier.ts';

const WORDS = Array.from({ length: 60 }, (_, i) => `word${i}`);

/** Texts of eight words; `pull` is how much more often than others the first ten are drawn. */
function texts(count: number, seed: number, pull = 0): string[][] {
  const rng = createRng(seed);
  const draw = () => WORDS[rng.uniform() < pull ? rng.integer(10) : rng.integer(WORDS.length)]!;
  return Array.from({ length: count }, () => Array.from({ length: 8 }, draw));
}

describe('[MON1] a classifier of domains', () => {
  it('cannot tell texts of one kind apart, one in ten times by chance at p ≤ 0.1', () => {
    const found = Array.from({ length: 60 }, (_, i) =>
      domainClassifier(texts(120, 2 * i + 1), texts(120, 2 * i + 2)),
    );
    const chance = found.filter(({ pValue }) => pValue <= 0.1).length;
    expect(chance).toBeLessThanOrEqual(13);
    expect(found.filter(({ pValue }) => pValue <= 0.5).length).toBeGreaterThan(15);
  });

  it('tells texts whose words are drawn otherwise, though none is new', () => {
    const { auc, pValue, statistic } = domainClassifier(texts(400, 1), texts(400, 2, 0.2));
    expect(auc).toBeGreaterThan(0.6);
    expect(statistic).toBe(auc);
    expect(pValue).toBe(1 / 20_000);
  });

  it('has the AUC that its scores have, pair by pair', () => {
    const { auc, scoresA, scoresB } = domainClassifier(texts(90, 3), texts(70, 4, 0.1));
    let wins = 0;
    for (const b of scoresB) for (const a of scoresA) wins += b > a ? 1 : b === a ? 0.5 : 0;
    expect(auc).toBeCloseTo(wins / (scoresA.length * scoresB.length), 12);
  });

  it('answers the same each time, and chance where a side has no text', () => {
    const once = domainClassifier(texts(100, 5), texts(100, 6, 0.1));
    expect(domainClassifier(texts(100, 5), texts(100, 6, 0.1))).toEqual(once);
    expect(domainClassifier([], texts(10, 1))).toMatchObject({ auc: 0.5, pValue: 1 });
  });
});
