import type { Signature } from '../packaging/manifest.ts';
import { featureColumns } from '../preparation/features.ts';
import type { FittedTransformer } from '../preparation/transformer.ts';
import { tableFromInstances } from '../table/instances.ts';
import { applySteps } from './prepare-data.ts';

/** For every feature of the matrix the inputs it is made of, by their places in the signature. */
export function featureOrigins(
  { inputs }: Signature,
  transformers: readonly FittedTransformer[],
): (readonly number[])[] {
  const origins = new Map<string, readonly number[]>(inputs.map(({ name }, at) => [name, [at]]));
  const of = (names: readonly string[]): number[] => [
    ...new Set(names.flatMap((name) => origins.get(name) ?? [])),
  ];
  for (const { made } of transformers)
    for (const [name, sources] of made ?? []) origins.set(name, of(sources));
  // No row is needed to see which columns the steps make.
  const table = applySteps(tableFromInstances(inputs, []), transformers);
  return featureColumns(table, transformers).map(of);
}

/**
 * Amounts by feature, summed by input; a feature made of several inputs gives each an equal share. `of`: nInputs.
 */
export function foldByInput(
  amounts: Float64Array,
  origins: readonly (readonly number[])[],
  nInputs: number,
): Float64Array {
  const folded = new Float64Array(nInputs);
  amounts.forEach((amount, feature) => {
    const own = origins[feature]!;
    for (const input of own) folded[input]! += amount / own.length;
  });
  return folded;
}
