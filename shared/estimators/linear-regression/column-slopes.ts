import { sparseRows } from '../../numeric/sparse-rows.ts';
import type { Slopes } from './slopes.ts';
import type { LinearProblem } from './problem.ts';

/**
 * Slopes from the errors of the rows: a visit costs the values that the feature stores. `carried` holds what
 * the errors are without the shift that centring brings, and that shift behind them.
 */
export function columnSlopes({ data, centers, yCenter, moments }: LinearProblem): Slopes {
  const { starts, rows, values } = columnsOf(data.X);
  const nRows = data.X.nRows;
  const weights = data.weights;
  const carried = new Float64Array(nRows + 1);
  for (let row = 0; row < nRows; row += 1) carried[row] = data.y[row]! - yCenter;
  return {
    carried,
    at(feature) {
      const shift = carried[nRows]!;
      let sum = 0;
      for (let i = starts[feature]!; i < starts[feature + 1]!; i += 1) {
        const row = rows[i]!;
        sum += (weights === null ? values[i]! : weights[row]! * values[i]!) * (carried[row]! + shift);
      }
      // The centred errors sum to 0, so the feature's own center adds nothing.
      return sum / moments.totalWeight;
    },
    move(feature, change) {
      for (let i = starts[feature]!; i < starts[feature + 1]!; i += 1)
        carried[rows[i]!]! -= change * values[i]!;
      carried[nRows]! += change * centers[feature]!;
    },
  };
}

/** The stored values feature by feature, rows ascending. */
function columnsOf(X: LinearProblem['data']['X']): {
  starts: Float64Array;
  rows: Int32Array;
  values: Float64Array;
} {
  const by = sparseRows(X);
  const starts = new Float64Array(by.nColumns + 1);
  const columnAt = (i: number, from: number): number => (by.columns === null ? i - from : by.columns[i]!);
  for (let row = 0; row < by.nRows; row += 1)
    for (let i = by.starts[row]!; i < by.starts[row + 1]!; i += 1)
      starts[columnAt(i, by.starts[row]!) + 1]! += 1;
  for (let j = 0; j < by.nColumns; j += 1) starts[j + 1]! += starts[j]!;
  const next = starts.slice(0, by.nColumns);
  const rows = new Int32Array(by.values.length);
  const values = new Float64Array(by.values.length);
  for (let row = 0; row < by.nRows; row += 1)
    for (let i = by.starts[row]!; i < by.starts[row + 1]!; i += 1) {
      const to = next[columnAt(i, by.starts[row]!)]!++;
      rows[to] = row;
      values[to] = by.values[i]!;
    }
  return { starts, rows, values };
}
