import type { FeatureValue, Signature } from '../packaging/manifest.ts';
import type { PredictionAnswer } from './answer.ts';

type Warning = PredictionAnswer['warnings'][number];

/**
 * Warns of numbers that lie more than the whole training range beyond it: a model answers for them too,
 * but of nothing that it has seen. The answer stays as it is. `row` is in signature order.
 */
export function farInputs({ inputs }: Signature, row: readonly FeatureValue[]): Warning[] {
  return inputs.flatMap(({ name, type, range }, at) => {
    const value = row[at];
    // Times go on for ever: a later one is not a far one.
    if (type !== 'numeric' || range === null || typeof value !== 'number') return [];
    const span = range.max - range.min;
    // Of a constant nothing is known to be far.
    if (span === 0 || (value >= range.min - span && value <= range.max + span)) return [];
    return {
      pointer: `/features/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      code: 'outside-range',
      detail: `${value} for "${name}" lies far outside the ${range.min} to ${range.max} seen in training.`,
    };
  });
}
