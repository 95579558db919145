import { sketchQuantile } from '../statistics/sketch.ts';
import type { MonitoringWindow } from './window.ts';

export interface LatencyPercentiles {
  p50: number;
  p95: number;
  p99: number;
}

/** Latency percentiles in ms, each within 1 %; null when nothing was predicted. */
export function latencyPercentiles({
  latency,
}: Pick<MonitoringWindow, 'latency'>): LatencyPercentiles | null {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((q) => sketchQuantile(latency, q));
  return p50 == null || p95 == null || p99 == null ? null : { p50, p95, p99 };
}
