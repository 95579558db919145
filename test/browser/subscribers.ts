import { createRng } from '../../shared/random/rng.ts';
import { sigmoid } from '../../shared/numeric/softmax.ts';

/** Blank `TotalCharges` cells, as the telephone companies' files have them for new customers. */
export const NEW_CUSTOMERS = 11;

/**
 * A table like the well-known telco churn file: identifiers, yes/no columns, categories, blanks in a
 * number column, and a target that depends on contract, tenure and charges.
 */
export function subscribersCsv(nRows: number, seed = 7): string {
  const rng = createRng(seed);
  const pick = <T>(values: readonly T[]): T => values[rng.integer(values.length)]!;
  const lines = [
    'customerID,gender,SeniorCitizen,Partner,tenure,Contract,PaymentMethod,MonthlyCharges,TotalCharges,Churn',
  ];
  for (let row = 0; row < nRows; row++) {
    const tenure = row < NEW_CUSTOMERS ? 0 : 1 + rng.integer(72);
    const contract = pick(['Month-to-month', 'One year', 'Two year']);
    const monthly = 20 + Math.round(rng.uniform() * 9000) / 100;
    const total = tenure === 0 ? ' ' : (monthly * tenure).toFixed(2);
    const score = (contract === 'Month-to-month' ? 1.4 : -1.2) - tenure / 24 + monthly / 50;
    const churn = rng.uniform() < sigmoid(score) ? 'Yes' : 'No';
    const payment = pick(['Electronic check', 'Mailed check', 'Bank transfer', 'Credit card']);
    lines.push(
      [
        `${1000 + rng.integer(9000)}-${String(row).padStart(5, 'A')}`,
        pick(['Female', 'Male']),
        rng.integer(2),
        pick(['Yes', 'No']),
        tenure,
        contract,
        payment,
        monthly,
        total,
        churn,
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}
