/** Stands apart from the routes, which load the pages that read it. */
export const runTabs = ['overview', 'plots', 'importance', 'params', 'lineage'] as const;
export type RunTab = (typeof runTabs)[number];
