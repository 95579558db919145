import { classWeightParam } from '../class-weights.ts';
import type { OwnEstimator, ParamValues } from '../estimator.ts';
import type { ParamTable } from '../params.ts';
import { bayesBytes, countsOf, fitBayes } from './fit.ts';
import { restoreBayes } from './model.ts';
import { alphaParam } from './smoothing.ts';
import type { BayesSetting } from './weights.ts';

const params: ParamTable = [
  alphaParam,
  {
    name: 'fit_prior',
    title: 'Class frequencies count',
    help: 'Whether frequent classes are more likely from the start; else all are equally likely.',
    type: 'boolean',
    default: true,
  },
  classWeightParam,
];

/**
 * Multinomial naive Bayes, as scikit-learn's MultinomialNB: the class k with the largest
 * log P(k) + Σ x_j log((N_kj + α) / (N_k + α nFeatures)). Source: Manning, Raghavan and Schütze,
 * Introduction to Information Retrieval (2008), chapter 13. Cost: values that are not zero, once.
 */
export const multinomialBayes: OwnEstimator = {
  kind: 'own',
  name: 'multinomial-nb',
  title: 'Naive Bayes (multinomial)',
  description: 'Counts which terms go with which class: the fastest model for text, and a good first one.',
  tasks: ['classification'],
  params,
  sparse: true,
  parallel: false,
  continues: { rows: 'new', newClasses: true },
  fitBytes: bayesBytes,
  fit: (data, values) => fitBayes(data, settingOf(values), null),
  partialFit: (previous, data, values) => fitBayes(data, settingOf(values), countsOf(previous, data)),
  restore: restoreBayes,
};

const settingOf = (values: ParamValues): BayesSetting => ({
  form: 'multinomial',
  alpha: Number(values['alpha']),
  flag: values['fit_prior'] === true,
});
