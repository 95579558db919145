/** tfjs has another epsilon on each backend, and the losses drift apart: the same everywhere here. */
export const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };

/**
 * The step size and epsilon of step number `step` (from 1), with the corrections of the first steps in
 * them, so that one division an entry is left (Kingma and Ba 2015, end of section 2).
 */
export function correctedStep(learningRate: number, step: number): { rate: number; epsilon: number } {
  const [c1, c2] = [1 - power(ADAM.beta1, step), Math.sqrt(1 - power(ADAM.beta2, step))];
  return { rate: (learningRate * c2) / c1, epsilon: ADAM.epsilon * c2 };
}

/** base^exponent by squaring: the same bits on every engine, which `**` does not promise. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= base;
    base *= base;
  }
  return result;
}
