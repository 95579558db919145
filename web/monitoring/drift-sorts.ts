/** Stands apart from the routes, which load the pages that read it. */
/** What the drift table sorts by. */
export const driftSorts = ['feature', 'status', 'p', 'effect', 'psi', 'missing', 'new-levels'] as const;
export type DriftSort = (typeof driftSorts)[number];
