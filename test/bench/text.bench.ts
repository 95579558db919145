import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FittedModel } from '../../shared/estimators/estimator.ts';
import { resolveParams } from '../../shared/estimators/params-check.ts';
import { multinomialBayes } from '../../shared/estimators/naive-bayes/multinomial.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { isCsr, type Csr } from '../../shared/numeric/csr.ts';
import { toFeatures } from '../../shared/preparation/features.ts';
import { fitTransformer } from '../../shared/preparation/transformers.ts';
import { createRng } from '../../shared/random/rng.ts';
import { prepareStep } from '../../shared/records/recipe.ts';
import { tableFromInstances } from '../../shared/table/instances.ts';
import type { Table } from '../../shared/table/table.ts';
import type { Bench, BenchRow } from './bench.ts';
import { drawCorpus, type Corpus } from './text-corpus.ts';

const nTexts = 85_000;
const nClasses = 27;
const REPEATS = 3;

/** Weights agree to this, relative to their sum. */
const SAME = 1e-9;

/** About 5,000 terms by `minDf`; by a limit on their number scikit-learn takes any of equally frequent ones. */
const workloads = [
  { name: 'words', ngrams: [1, 1], minDf: 60 },
  { name: 'words and pairs', ngrams: [1, 2], minDf: 100 },
] as const;

interface Figures {
  readonly fitMs: number;
  readonly hashMs: number;
  readonly bayesMs: number;
  /** Digest of the vocabulary. */
  readonly terms: string;
  readonly nValues: number;
  /** Of all weights, each by its place, so that a weight in the wrong column shows. */
  readonly sum: number;
  readonly accuracy: number;
}

/** Vocabulary, weights and accuracy are compared before times are. */
export const text: Bench = {
  name: 'text',
  about: `TF-IDF and naive Bayes, ${nTexts} texts, ${nClasses} classes, about 5,000 terms, one thread, beside scikit-learn`,
  async run() {
    const folder = mkdtempSync(join(tmpdir(), 'treadle-bench-'));
    try {
      const corpus = drawCorpus(nTexts, nClasses, 7);
      writeFileSync(join(folder, 'texts.txt'), corpus.texts.join('\n'));
      writeFileSync(join(folder, 'y.f64'), corpus.y);
      const table = tableFromInstances(
        [{ name: 'Text', type: 'text' }],
        corpus.texts.map((each) => [each]),
      );
      return workloads.flatMap((workload) => compare(workload, table, corpus, folder));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

function compare(
  { name, ngrams, minDf }: (typeof workloads)[number],
  table: Table,
  corpus: Corpus,
  folder: string,
): BenchRow[] {
  const own = measure(table, corpus, ngrams, minDf);
  const peer = measurePeer(folder, ngrams, minDf);
  if (peer !== undefined) requireSame(own, peer);
  const timed = (measure: string, key: 'fitMs' | 'hashMs' | 'bayesMs', goal?: number): BenchRow => ({
    measure: `${name}, ${measure}`,
    value: own[key],
    unit: 'ms',
    ...(peer === undefined ? {} : { peer: { name: 'scikit-learn', value: peer[key] } }),
    ...(peer === undefined || goal === undefined
      ? {}
      : { goal: `ratio ≤ ${goal}`, met: own[key] / peer[key] <= goal }),
  });
  return [
    { measure: `${name}, accuracy on its rows`, value: own.accuracy, unit: '', ...beside(peer?.accuracy) },
    timed('TF-IDF fit and transform', 'fitMs', 0.5),
    timed('hashing to 65536', 'hashMs'),
    timed('naive Bayes fit', 'bayesMs', 0.4),
  ];
}

const beside = (value: number | undefined) =>
  value === undefined ? {} : { peer: { name: 'scikit-learn', value } };

function requireSame(own: Figures, peer: Figures): void {
  const near = Math.abs(own.sum - peer.sum) <= SAME * peer.sum;
  if (own.terms === peer.terms && own.nValues === peer.nValues && near && own.accuracy === peer.accuracy)
    return;
  throw new Error(`not what scikit-learn makes of it: ${JSON.stringify({ own, peer })}`);
}

function measure(table: Table, { y }: Corpus, ngrams: readonly [number, number], minDf: number): Figures {
  const step = prepareStep.parse({ step: 'vectorize', ngrams, minDf, sublinearTf: true });
  const hashing = prepareStep.parse({ step: 'vectorize', ngrams, hash: { features: 65_536 } });
  const vectorized = (each: typeof step) => {
    const { X, featureNames } = toFeatures(table, [fitTransformer(each, table)]);
    if (!isCsr(X)) throw new Error('texts must stay sparse');
    return { X, featureNames };
  };
  const fit = best(() => vectorized(step));
  const { X, featureNames } = fit.result;
  const bayes = best(() => fitBayes(X, y, featureNames));
  const terms = featureNames.map((name) => name.slice('Text: '.length)).join('\n');
  return {
    fitMs: fit.ms,
    hashMs: best(() => vectorized(hashing)).ms,
    bayesMs: bayes.ms,
    terms: createHash('sha256').update(terms).digest('hex'),
    nValues: X.values.length,
    sum: X.values.reduce((sum, value, at) => sum + value * ((X.columns[at]! % 7) + 1), 0),
    accuracy: accuracyOf(bayes.result, X, y),
  };
}

function fitBayes(X: Csr, y: Float64Array, featureNames: readonly string[]): FittedModel {
  const data = { X, y, weights: null, nClasses, featureNames };
  const fitting = multinomialBayes.fit(data, resolveParams(multinomialBayes.params, {}), {
    rng: createRng(0),
    team: soloTeam(),
  });
  let step = fitting.next();
  while (step.done !== true) step = fitting.next();
  return step.value;
}

function accuracyOf(model: FittedModel, X: Csr, y: Float64Array): number {
  const out = model.predict(X);
  const right = y.reduce((sum, label, row) => {
    const own = out.subarray(row * nClasses, (row + 1) * nClasses);
    return sum + +(own.indexOf(Math.max(...own)) === label);
  }, 0);
  return right / y.length;
}

/** The least time of a few runs: the first is not warm, and others share the machine. */
function best<T>(work: () => T): { result: T; ms: number } {
  let result: T | undefined;
  const times = Array.from({ length: REPEATS }, () => {
    const start = performance.now();
    result = work();
    return performance.now() - start;
  });
  return { result: result as T, ms: Math.min(...times) };
}

const peerScript = `
import hashlib, json, sys, time
import numpy as np
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.naive_bayes import MultinomialNB
folder = sys.argv[1]
low, high, min_df = map(int, sys.argv[2:])
texts = open(folder + "/texts.txt", encoding="utf-8").read().split("\\n")
y = np.fromfile(folder + "/y.f64").astype(int)
def best(work):
    times = []
    for _ in range(${REPEATS}):
        start = time.perf_counter()
        result = work()
        times.append(1000 * (time.perf_counter() - start))
    return result, min(times)
vectorizer = TfidfVectorizer(ngram_range=(low, high), min_df=min_df, sublinear_tf=True, strip_accents="unicode")
X, fit_ms = best(lambda: vectorizer.fit_transform(texts))
hashing = HashingVectorizer(ngram_range=(low, high), n_features=65536, strip_accents="unicode")
_, hash_ms = best(lambda: hashing.transform(texts))
model, bayes_ms = best(lambda: MultinomialNB().fit(X, y))
terms = "\\n".join(vectorizer.get_feature_names_out())
print(json.dumps({
    "fitMs": fit_ms, "hashMs": hash_ms, "bayesMs": bayes_ms,
    "terms": hashlib.sha256(terms.encode()).hexdigest(), "nValues": int(X.nnz),
    "sum": float((X.data * (X.indices % 7 + 1)).sum()),
    "accuracy": float((model.predict(X) == y).mean()),
}))
`;

/** Debian's own comes second: another python3 may stand before it and know no scikit-learn. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** undefined where scikit-learn is not installed. */
function measurePeer(folder: string, ngrams: readonly [number, number], minDf: number): Figures | undefined {
  let said = 'python3 is not installed';
  for (const python of PYTHONS) {
    const done = spawnSync(python, ['-c', peerScript, folder, ...[...ngrams, minDf].map(String)], {
      encoding: 'utf8',
    });
    if (done.status === 0) return JSON.parse(done.stdout) as Figures;
    said = done.stderr?.trim().split('\n').at(-1) ?? said;
  }
  console.log(`   no peer: ${said}`);
  return undefined;
}
