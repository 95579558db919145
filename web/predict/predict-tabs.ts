/** Stands apart from the routes, which load the pages that read it. */
export const predictTabs = ['form', 'json', 'file'] as const;
export type PredictTab = (typeof predictTabs)[number];
