import type { Tensor } from '../../shared/numeric/tensor.ts';
import type { Manifest } from '../../shared/packaging/manifest.ts';

/** A small but whole manifest of a binary classifier on two columns. */
export function sampleManifest(change: Partial<Manifest> = {}): Manifest {
  return {
    format: 'treadle-model',
    v: 1,
    engineVersion: '1.0.0',
    recipe: {
      format: 'treadle-recipe',
      v: 1,
      task: 'classification',
      target: 'Churn',
      columns: [
        { name: 'Tenure', role: 'feature', type: 'numeric' },
        { name: 'Contract', role: 'feature', type: 'categorical' },
        { name: 'Churn', role: 'target', type: 'categorical' },
      ],
      clean: [{ step: 'drop-duplicates' }],
      prepare: [{ step: 'scale', method: 'standard' }],
      split: { test: 0.2, stratify: true },
      estimator: { name: 'logistic-regression', params: { l2: 0.01 } },
      seed: 42,
      evaluate: {},
    },
    dataVersion: 'd'.repeat(64),
    signature: {
      inputs: [
        { name: 'Tenure', type: 'numeric', nullable: true, levels: [], range: { min: 0, max: 72 } },
        {
          name: 'Contract',
          type: 'categorical',
          nullable: false,
          levels: ['Monthly', 'Yearly ☂'],
          range: null,
        },
      ],
      output: { name: 'Churn', task: 'classification', labels: ['No', 'Yes'] },
    },
    pipeline: {
      transformers: [{ step: 'scale', means: [3.5], stds: [0.1 + 0.2] }],
      featureNames: ['Tenure', 'Contract=Monthly', 'Contract=Yearly ☂'],
    },
    estimator: { name: 'logistic-regression', params: { l2: 0.01 }, config: { classes: 2 } },
    golden: { rows: [[12, 'Monthly']], outputs: [[0.25, 0.75]], tolerance: 0 },
    profile: {
      nRows: 80,
      features: [
        { kind: 'numeric', name: 'Tenure', edges: [10.5, 40.5], counts: [0, 30, 30, 20], mean: 30, std: 20 },
        { kind: 'categorical', name: 'Contract', levels: ['Monthly', 'Yearly ☂'], counts: [0, 50, 30, 0] },
      ],
      labels: [
        { label: 'No', count: 60 },
        { label: 'Yes', count: 20 },
      ],
      confidence: Array.from({ length: 20 }, () => 4),
    },
    metrics: [{ key: 'test_accuracy', value: 0.8 }],
    importance: [{ feature: 'Tenure', value: 0.7 }],
    containsRows: false,
    ...change,
  };
}

/** One tensor of every element type, in an order that is not that of the file. */
export function sampleTensors(): Tensor[] {
  return [
    { name: 'flags', shape: [3], data: Uint8Array.of(1, 0, 255) },
    { name: 'codes', shape: [3], data: Uint16Array.of(1, 2, 65_535) },
    { name: 'weights', shape: [2, 2], data: Float64Array.of(1 / 3, -2, 0, 1e300) },
    { name: 'children', shape: [1], data: Int32Array.of(-7) },
    { name: 'empty', shape: [0, 4], data: new Float32Array(0) },
    { name: 'ids', shape: [], data: Uint32Array.of(4_000_000_000) },
    { name: 'thresholds', shape: [2], data: Float32Array.of(0.5, -0.25) },
  ];
}
