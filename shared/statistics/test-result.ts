/** What a two-sample test answers. */
export interface TestResult {
  test:
    | 'ks'
    | 'chi-square'
    | 'two-proportion'
    | 'welch-t'
    | 'mann-whitney'
    | 'kruskal-wallis'
    | 'pearson'
    | 'spearman'
    | 'domain-classifier';
  statistic: number;
  /** Probability of a statistic at least this large when both samples come from one distribution. */
  pValue: number;
}
