/** How the errors follow the coefficients, one coordinate at a time. */
export interface Slopes {
  /** Minus the slope of half the mean squared error along a coefficient. */
  at(feature: number): number;
  /** A coefficient has changed by this. */
  move(feature: number, change: number): void;
  /** All that it carries, to be stored and set again. */
  readonly carried: Float64Array;
}
