/** A figure that a training reports while it is under way. */
export interface LivePoint {
  readonly key: string;
  readonly value: number;
  readonly step: number;
}

/** With what came next. Folds and calibration fit several times: a curve that begins again is another one. */
export function followed(history: readonly LivePoint[], next: readonly LivePoint[]): readonly LivePoint[] {
  const points = next.filter(({ step }) => step > 0);
  const again = points.some(({ key, step }) =>
    history.some((known) => known.key === key && known.step >= step),
  );
  return again ? points : [...history, ...points];
}
