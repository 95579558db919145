/**
 * Counts of the predictions of one version in one window of time: what `GET /api/monitoring` answers
 * and what devices merge by addition. No feature value is in it.
 */
export interface MonitoringWindow {
  model: string;
  versionId: string;
  version: number;
  host: 'page' | 'cli' | 'http';
  /** Milliseconds since 1970 UTC, half open. */
  from: number;
  to: number;
  count: number;
  labels: { label: string; count: number }[];
  /** Confidence of the predicted label, 20 equal bins over [0, 1]; empty for regression. */
  confidence: number[];
  /** Latency in ms as a DDSketch of relative accuracy 1 %: [bucket index, count]; value ≈ 2·γ^i/(γ+1), γ = 1.01/0.99. */
  latency: [number, number][];
  /** Counts per profiled feature, aligned with the version's reference profile bins. */
  features: { name: string; counts: number[] }[];
  /** Predictions per hour for the timeline: start of the hour, count. */
  hourly: [number, number][];
}

/** The body of `GET /api/monitoring?hours=24`. */
export interface MonitoringAnswer {
  from: number;
  to: number;
  windows: MonitoringWindow[];
}
