import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Labels beyond this many classes of one version are counted as `other` (CONTRACTS.md, section 5). */
const maxClasses = 50;

export interface RequestMeasure {
  /** Route as it is written in the API, never the path that was asked for: labels stay bounded. */
  readonly endpoint: string;
  readonly status: number;
  /** Null when no version was found. */
  readonly version: VersionLabels | null;
  readonly seconds: number;
}

export interface VersionLabels {
  readonly model: string;
  /** Version number. */
  readonly version: number;
}

/** What `/metrics` shows; one registry a server, so that two servers in one process do not mix. */
export interface Metrics {
  requestStarted(): void;
  requestEnded(measure: RequestMeasure): void;
  predicted(version: VersionLabels, prediction: string | number, confidence: number | null): void;
  /** What moved most: each column's change as a share of what matters, over the newest whole window. */
  drifted(model: string, features: readonly { name: string; strength: number }[]): void;
  /** Prometheus text; `loaded` are the versions that answer right now. */
  text(loaded: readonly VersionLabels[]): Promise<string>;
  readonly contentType: string;
}

export function createMetrics(buildInfo: { version: string; commit: string | null }): Metrics {
  const registry = new Registry();
  const instruments = createInstruments(registry);
  instruments.buildInfo.set({ version: buildInfo.version, commit: buildInfo.commit ?? '' }, 1);
  const classes = createClassCap();
  const requests = bound((key: string[]) => ({
    total: instruments.requests.labels(...key),
    duration: instruments.duration.labels(...key.slice(0, 3)),
  }));
  const predictions = bound((key: string[]) => ({
    total: instruments.predictions.labels(...key),
    confidence: instruments.confidence.labels(...key.slice(0, 2)),
  }));

  return {
    requestStarted: () => instruments.inProgress.inc(),
    requestEnded({ endpoint, status, version, seconds }) {
      instruments.inProgress.dec();
      const { total, duration } = requests(version?.model ?? '', labelOf(version), endpoint, String(status));
      total.inc();
      duration.observe(seconds);
    },
    predicted(version, prediction, confidence) {
      const label = typeof prediction === 'string' ? classes(version, prediction) : '';
      const measures = predictions(version.model, labelOf(version), label);
      measures.total.inc();
      if (confidence !== null) measures.confidence.observe(confidence);
    },
    drifted(model, features) {
      for (const { name, strength } of features) instruments.drift.set({ model, feature: name }, strength);
    },
    text(loaded) {
      instruments.loaded.reset();
      for (const version of loaded)
        instruments.loaded.set({ model: version.model, version: labelOf(version) }, 1);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}

const labelOf = (version: VersionLabels | null): string => (version === null ? '' : String(version.version));

function createInstruments(registry: Registry) {
  const registers = [registry];
  const byVersion = ['model', 'version'] as const;
  return {
    requests: new Counter({
      name: 'treadle_requests_total',
      help: 'Requests to the prediction API by answering version, route and HTTP status.',
      labelNames: [...byVersion, 'endpoint', 'code'],
      registers,
    }),
    duration: new Histogram({
      name: 'treadle_request_duration_seconds',
      help: 'Time from the first byte of a prediction request to its answer.',
      labelNames: [...byVersion, 'endpoint'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5],
      registers,
    }),
    inProgress: new Gauge({
      name: 'treadle_requests_in_progress',
      help: 'Prediction requests being answered.',
      registers,
    }),
    predictions: new Counter({
      name: 'treadle_predictions_total',
      help: 'Predictions by version and predicted class.',
      labelNames: [...byVersion, 'class'],
      registers,
    }),
    confidence: new Histogram({
      name: 'treadle_prediction_confidence',
      help: 'Probability of the predicted class.',
      labelNames: [...byVersion],
      buckets: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1],
      registers,
    }),
    drift: new Gauge({
      name: 'treadle_feature_drift_score',
      help: 'Change of a column of the version in Production against its training data; 1 is what matters.',
      labelNames: ['model', 'feature'],
      registers,
    }),
    loaded: new Gauge({
      name: 'treadle_model_loaded',
      help: 'Versions that are loaded and answer requests.',
      labelNames: [...byVersion],
      registers,
    }),
    buildInfo: new Gauge({
      name: 'treadle_build_info',
      help: 'Version and commit of this server; always 1.',
      labelNames: ['version', 'commit'],
      registers,
    }),
  };
}

/** Binding labels hashes them; the hot path does that once per combination, which are bounded. */
function bound<T>(bind: (key: string[]) => T): (...key: string[]) => T {
  const known = new Map<string, T>();
  return (...key) => {
    const name = key.join('\u0000');
    let instruments = known.get(name);
    if (instruments === undefined) known.set(name, (instruments = bind(key)));
    return instruments;
  };
}

function createClassCap(): (version: VersionLabels, label: string) => string {
  const seen = new Map<string, Set<string>>();
  return ({ model, version }, label) => {
    const key = `${version}\u0000${model}`;
    let labels = seen.get(key);
    if (labels === undefined) seen.set(key, (labels = new Set()));
    if (labels.has(label)) return label;
    if (labels.size >= maxClasses) return 'other';
    labels.add(label);
    return label;
  };
}
