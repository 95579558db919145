import { expect, it } from 'vitest';
import { BOOSTING } from '../../shared/estimators/gradient-boosting/boosting.wasm.ts';
import { soloTeam } from '../../shared/estimators/team.ts';
import { loadKernels } from '../../shared/numeric/kernels.ts';
import { sigmoid } from '../../shared/numeric/softmax.ts';
import { createRng } from '../../shared/random/rng.ts';

interface Kernels {
  deriveLogistic(
    scores: number,
    classes: number,
    weights: number,
    from: number,
    to: number,
    packed: number,
  ): number;
}

/** Where e^x changes its form, its ends, zeros of both signs, and numbers between. */
function manyScores(): Float64Array {
  const rng = createRng(3);
  const borders = [0, 3.725290298461914e-9, 0.34657359027997264, 1.0397207708399179, 699.9999999999999];
  const near = borders.flatMap((border) => [border, border * (1 + 2 ** -52), border * (1 - 2 ** -53)]);
  const drawn = Array.from({ length: 20_000 }, (_, i) => rng.uniform() * 10 ** ((i % 14) - 11));
  return Float64Array.from([...near.filter((x) => x < 700), ...drawn].flatMap((x) => [x, -x]));
}

it.each([true, false])(
  'derives the log loss of two rows at once to the bits of one (weights: %s)',
  (weighs) => {
    const { memory, shared } = soloTeam();
    const { deriveLogistic } = loadKernels<Kernels>(BOOSTING, memory!)!;
    const drawn = manyScores();
    const n = drawn.length;
    const part = (bytes: number) => shared(bytes);
    const [a, b, c, d] = [part(8 * n), part(4 * n), part(8 * n), part(8 * n)];
    const scores = new Float64Array(a.buffer, a.byteOffset, n);
    const classes = new Int32Array(b.buffer, b.byteOffset, n);
    const weights = new Float64Array(c.buffer, c.byteOffset, n);
    const packed = new Float32Array(d.buffer, d.byteOffset, 2 * n);
    scores.set(drawn);
    classes.forEach((_, row) => (classes[row] = row % 3 === 0 ? 1 : 0));
    weights.forEach((_, row) => (weights[row] = weighs ? 0.25 + (row % 7) : 1));
    // An odd number of rows, from an odd one on.
    expect(deriveLogistic(a.byteOffset, b.byteOffset, weighs ? c.byteOffset : 0, 1, n, d.byteOffset)).toBe(1);
    const wanted = new Float32Array(2 * n);
    for (let row = 1; row < n; row++) {
      const p = sigmoid(scores[row]!);
      wanted[2 * row] = weights[row]! * (p - classes[row]!);
      wanted[2 * row + 1] = weights[row]! * p * (1 - p);
    }
    expect(new Uint32Array(packed.slice().buffer)).toEqual(new Uint32Array(wanted.buffer));
    for (const far of [700, -700, NaN, Infinity]) {
      scores[2] = far;
      expect(deriveLogistic(a.byteOffset, b.byteOffset, 0, 1, n, d.byteOffset)).toBe(0);
    }
  },
);
