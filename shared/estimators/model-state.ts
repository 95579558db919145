import { AppError } from '../errors/app-error.ts';
import type { TensorData } from '../numeric/tensor.ts';
import type { ModelState } from './estimator.ts';

/** Readers for the untrusted state of a fitted model; each throws AppError `model-invalid` with a pointer. */

/** A number of features, classes or units that a model may claim. */
export const MAX_DIMENSION = 1 << 24;

export function invalidModel(pointer: string, detail: string): AppError {
  return new AppError('model-invalid', { detail: `The model is invalid: ${detail}`, pointer });
}

/** An integer of the config from `min` to `max`. */
export function configInteger(state: ModelState, key: string, min: number, max: number): number {
  const value = Object.hasOwn(state.config, key) ? state.config[key] : undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
  throw invalidModel(`/estimator/config/${key}`, `"${key}" must be an integer from ${min} to ${max}.`);
}

/**
 * The data of a tensor, which must have exactly this element type and shape, and only finite values.
 * Cost: linear in its length; nothing is allocated by what the state claims.
 */
export function finiteTensor<T extends TensorData>(
  state: ModelState,
  name: string,
  type: { readonly name: string; new (length: number): T },
  shape: readonly number[],
): T {
  const pointer = `/tensors/${name}`;
  const found = state.tensors.filter((tensor) => tensor.name === name);
  const tensor = found[0];
  if (tensor === undefined || found.length > 1)
    throw invalidModel(pointer, `there must be one tensor "${name}", there are ${found.length}.`);
  const length = shape.reduce((product, size) => product * size, 1);
  const sameShape =
    tensor.shape.length === shape.length && tensor.shape.every((size, axis) => size === shape[axis]);
  if (!(tensor.data instanceof type) || !sameShape || tensor.data.length !== length)
    throw invalidModel(pointer, `"${name}" must be ${type.name} of shape [${shape.join(', ')}].`);
  if (!tensor.data.every((value) => Number.isFinite(value)))
    throw invalidModel(pointer, `"${name}" has a value that is not finite.`);
  return tensor.data;
}

/** @throws AppError `model-invalid` for tensors beyond the ones that `names` lists. */
export function onlyTensors(state: ModelState, names: readonly string[]): void {
  const extra = state.tensors.find((tensor) => !names.includes(tensor.name));
  if (extra !== undefined)
    throw invalidModel(`/tensors/${extra.name}`, `"${extra.name}" is no tensor of this model.`);
}
