/** MON1: what a change must exceed to matter, beside being no chance. */
export const driftThresholds = {
  /** False alarms among the alarms of one report (Benjamini–Hochberg). */
  q: 0.01,
  /** Rows below which the answer is "not enough data". */
  fewestRows: 100,
  /** Standard deviations of the reference. */
  wasserstein: 0.1,
  /** Distance in nats. */
  jensenShannon: 0.1,
  /** Change of one level's share. */
  lInfinity: 0.05,
  /** AUC of a classifier that tells texts before from texts after; chance is 0.5. */
  auc: 0.55,
  /** Change of the missing rate, rise of the share of unknown levels. */
  rate: 0.02,
} as const;
