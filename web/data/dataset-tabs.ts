/** Stands apart from the routes, which load the pages that read it. */
export const datasetTabs = ['rows', 'columns', 'explore', 'validation', 'versions'] as const;
export type DatasetTab = (typeof datasetTabs)[number];
