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
    name: 'norm',
    title: 'Normalize weights',
    help: 'Divides the weights of every class by their sum, so that long classes do not dominate.',
    type: 'boolean',
    default: false,
  },
  classWeightParam,
];

/**
 * Complement naive Bayes, as scikit-learn's ComplementNB: the class whose complement, all other classes
 * together, has the terms least. Steadier than the multinomial form where classes differ in size; class
 * frequencies do not count. Source: Rennie, Shih, Teevan and Karger, ICML 2003. Cost: values that are not
 * zero, once.
 */
export const complementBayes: OwnEstimator = {
  kind: 'own',
  name: 'complement-nb',
  title: 'Naive Bayes (complement)',
  description: 'Counts the terms of all other classes: for text whose classes differ much in size.',
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
  form: 'complement',
  alpha: Number(values['alpha']),
  flag: values['norm'] === true,
});
