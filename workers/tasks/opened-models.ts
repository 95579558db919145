import { openModel, type ServingModel } from '../../shared/pipelines/serving-model.ts';
import { sha256Hex } from '../../shared/records/canonical.ts';
import type { PackageRef, TaskContext } from './task.ts';

/** Opening checks the bytes and predicts the golden rows; a form that predicts as one types needs it once. */
const MAX_OPENED = 8;
const opened = new Map<string, ServingModel>();

/** The model of a package, kept by digest: the least recently used one goes first. */
export async function openedModel(ref: PackageRef, context: TaskContext): Promise<ServingModel> {
  const digest = 'digest' in ref ? ref.digest : sha256Hex(ref.bytes);
  const model = opened.get(digest) ?? openModel(await context.packageBytes(ref), digest);
  opened.delete(digest);
  opened.set(digest, model);
  if (opened.size > MAX_OPENED) opened.delete(opened.keys().next().value!);
  return model;
}
