import type { TrainingData } from '../../../shared/estimators/estimator.ts';
import { resolveParams } from '../../../shared/estimators/params-check.ts';
import { estimatorByName } from '../../../shared/estimators/registry.ts';
import type { FeatureMatrix } from '../../../shared/numeric/csr.ts';
import { createRng } from '../../../shared/random/rng.ts';
import { sha256Hex } from '../../../shared/records/canonical.ts';
import type { PeerPool } from '../../../workers/pool/peer-pool.ts';
import { createTrainer } from '../../../workers/pool/trainer.ts';
import { drawDocuments } from '../documents.ts';
import { makeRows } from '../trees-workloads.ts';

/** Fits that Node and Chromium do alike: the same data, drawn there, and the same code. */
interface HostFit {
  readonly name: string;
  readonly estimator: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data: () => TrainingData<FeatureMatrix>;
}

export interface FitFigures {
  readonly name: string;
  /** Median of a few, the start of threads included. */
  readonly ms: number;
  /** Of the model: equal in both hosts, or the comparison means nothing. */
  readonly digest: string;
}

const REPEATS = 3;

const fits: readonly HostFit[] = [
  {
    name: 'forest, 100 trees, 100k × 20',
    estimator: 'random-forest',
    params: { n_estimators: 100, max_depth: 10 },
    data: () => dense(100_000),
  },
  {
    name: 'boosting, 40 rounds, 100k × 20',
    estimator: 'gradient-boosting',
    params: { max_iter: 40 },
    data: () => dense(100_000),
  },
  {
    name: 'network, 2 epochs, 100k × 20',
    estimator: 'neural-network',
    params: { hidden_layers: '64,32', batch_size: 200, epochs: 2, early_stopping: false },
    data: () => dense(100_000),
  },
  { name: 'sparse logistic regression, 10k × 2k', estimator: 'logistic-regression', params: {}, data: texts },
  { name: 'naive Bayes, 10k × 2k', estimator: 'multinomial-nb', params: {}, data: texts },
];

function dense(nRows: number): TrainingData {
  const { train } = makeRows({ nRows, nFeatures: 20, nClasses: 2 });
  return { ...train, weights: null, nClasses: 2, featureNames: [] };
}

function texts(): TrainingData<FeatureMatrix> {
  const drawn = drawDocuments({ nRows: 10_000, nTerms: 2000, nClasses: 10, length: 40, seed: 3 });
  return { ...drawn, weights: null, nClasses: 10, featureNames: [] };
}

/** Runs every fit on two threads with threads of its own each time. */
export async function measureFits(openPeers: () => PeerPool): Promise<FitFigures[]> {
  const figures: FitFigures[] = [];
  for (const fit of fits) {
    const data = fit.data();
    const times: number[] = [];
    let digest = '';
    for (let turn = 0; turn < REPEATS; turn += 1) {
      const started = performance.now();
      digest = await fitOnce(fit, data, openPeers());
      times.push(performance.now() - started);
    }
    figures.push({ name: fit.name, ms: times.sort((a, b) => a - b)[REPEATS >> 1]!, digest });
  }
  return figures;
}

async function fitOnce(
  { estimator: name, params }: HostFit,
  data: TrainingData<FeatureMatrix>,
  peers: PeerPool,
): Promise<string> {
  const trainer = createTrainer({
    threads: 2,
    backend: 'own',
    signal: new AbortController().signal,
    cores: 2,
    peers,
    openTensorflow: () => Promise.reject(new Error('These fits need no backend.')),
  });
  const estimator = estimatorByName(name);
  const fitting = trainer.fit(estimator, data, resolveParams(estimator.params, params), createRng(42));
  for (;;) {
    const step = await fitting.next();
    if (step.done !== true) continue;
    peers.close();
    const { tensors } = step.value.state();
    return sha256Hex(JSON.stringify(tensors.map(({ data: values }) => Array.from(values).slice(0, 10_000))));
  }
}
