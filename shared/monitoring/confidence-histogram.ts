import { total } from '../statistics/total.ts';
import type { MonitoringWindow } from './window.ts';

export interface ConfidenceBar {
  /** Confidence of the predicted label, [from, to); the last bar includes 1. */
  from: number;
  to: number;
  count: number;
  /** Of all counted predictions, 0 … 1. */
  share: number;
}

/** Bars of a window's (or a reference profile's) confidence counts; empty for regression. */
export function confidenceHistogram({ confidence }: Pick<MonitoringWindow, 'confidence'>): ConfidenceBar[] {
  const all = Math.max(1, total(confidence));
  return confidence.map((count, bin) => ({
    from: bin / confidence.length,
    to: (bin + 1) / confidence.length,
    count,
    share: count / all,
  }));
}
