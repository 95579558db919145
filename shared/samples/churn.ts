import { exp } from '../numeric/exp-log.ts';
import type { Rng } from '../random/generator.ts';
import type { Cell } from '../table/table.ts';
import { drawTable, rounded, rowCode, weightedChoice } from './draw.ts';
import type { Sample } from './sample.ts';

const CONTRACTS = [
  ['Month-to-month', 0.5],
  ['One year', 0.3],
  ['Two year', 0.2],
] as const;
const PAYMENT_METHODS = [
  ['Electronic check', 0.35],
  ['Mailed check', 0.2],
  ['Bank transfer', 0.25],
  ['Credit card', 0.2],
] as const;

type Contract = (typeof CONTRACTS)[number][0];

/** What the signal looks at; Age is noise, TotalCharges about Tenure × MonthlyCharges. */
interface Customer {
  tenure: number;
  monthlyCharges: number;
  contract: Contract;
  paymentMethod: (typeof PAYMENT_METHODS)[number][0];
}

const CONTRACT_EFFECT: Record<Contract, number> = { 'Month-to-month': 3, 'One year': -1, 'Two year': -4 };

/**
 * The chance that a customer churns: the logistic function of
 * contract (+3, −1, −4) + 4 · (36 − Tenure)/36 + 2 · (MonthlyCharges − 70)/50 + 1 with electronic check − 2.7.
 *
 * A model that knew it would reach ROC AUC 0.950 and accuracy 0.883; 34 % of all customers churn.
 */
export function churnProbability({ tenure, monthlyCharges, contract, paymentMethod }: Customer): number {
  const logit =
    CONTRACT_EFFECT[contract] +
    (4 * (36 - tenure)) / 36 +
    (2 * (monthlyCharges - 70)) / 50 +
    (paymentMethod === 'Electronic check' ? 1 : 0) -
    2.7;
  return 1 / (1 + exp(-logit));
}

export const churn: Sample = {
  name: 'churn',
  title: 'Customer churn',
  description:
    'Customers of a telephone company and whether they left. Contract, tenure and monthly charges tell most of it; age tells nothing.',
  target: 'Churn',
  task: 'classification',
  defaultRows: 100,
  generate: (rng, nRows) =>
    drawTable(
      [
        { name: 'CustomerID', type: 'identifier' },
        { name: 'Age', type: 'numeric' },
        { name: 'Tenure', type: 'numeric' },
        { name: 'MonthlyCharges', type: 'numeric' },
        { name: 'TotalCharges', type: 'numeric' },
        { name: 'Contract', type: 'categorical', levels: CONTRACTS.map(([name]) => name) },
        { name: 'PaymentMethod', type: 'categorical', levels: PAYMENT_METHODS.map(([name]) => name) },
        { name: 'Churn', type: 'categorical', levels: ['No', 'Yes'] },
      ],
      nRows,
      (row) => drawCustomer(rng, row),
    ),
};

/** Who is in the first month has no total yet: it is missing, about once in 73 rows. */
function drawCustomer(rng: Rng, row: number): Cell[] {
  const age = 18 + rng.integer(63);
  const tenure = rng.integer(73);
  const monthlyCharges = rounded(20 + 100 * rng.uniform(), 2);
  const totalCharges =
    tenure === 0 ? null : rounded(tenure * monthlyCharges * (0.95 + 0.1 * rng.uniform()), 2);
  const contract = weightedChoice(rng, CONTRACTS);
  const paymentMethod = weightedChoice(rng, PAYMENT_METHODS);
  const leaves = rng.uniform() < churnProbability({ tenure, monthlyCharges, contract, paymentMethod });
  const id = rowCode('C', row);
  return [id, age, tenure, monthlyCharges, totalCharges, contract, paymentMethod, leaves ? 'Yes' : 'No'];
}
