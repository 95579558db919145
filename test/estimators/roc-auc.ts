/** The area under the ROC curve of the second of two classes; ties count half. `p`: nRows × 2. */
export function rocAuc(p: Float64Array, y: Float64Array): number {
  const order = Int32Array.from(y.keys()).toSorted((a, b) => p[2 * a + 1]! - p[2 * b + 1]!);
  let rankSum = 0;
  let positives = 0;
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && p[2 * order[end]! + 1] === p[2 * order[start]! + 1]) end++;
    for (let k = start; k < end; k++) {
      rankSum += y[order[k]!]! * ((start + end + 1) / 2);
      positives += y[order[k]!]!;
    }
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (y.length - positives));
}
