/** What a person may choose among; apart from the code behind it, since links and commands name them too. */

export const MEASURES = ['association', 'pearson', 'spearman', 'cramers-v'] as const;
export type Measure = (typeof MEASURES)[number];

export const CHART_KINDS = ['bar', 'line', 'scatter', 'hexagons', 'box', 'heat'] as const;
export type ChartKind = (typeof CHART_KINDS)[number];

export const AGGREGATES = ['count', 'sum', 'mean', 'median', 'min', 'max'] as const;
export type Aggregate = (typeof AGGREGATES)[number];
