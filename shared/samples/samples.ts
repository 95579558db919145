import { AppError } from '../errors/app-error.ts';
import { churn } from './churn.ts';
import { driftingStream } from './drifting-stream.ts';
import { measurements } from './measurements.ts';
import { opinions } from './opinions.ts';
import { productTexts } from './product-texts.ts';
import type { Sample } from './sample.ts';

export type { Sample };

/** Every built-in data set; a new one is a file here and a line. */
export const samples: readonly Sample[] = [churn, measurements, productTexts, opinions, driftingStream];

/** @throws AppError `dataset-unknown`, with the names that there are. */
export function sampleNamed(name: string): Sample {
  const found = samples.find((sample) => sample.name === name);
  if (found !== undefined) return found;
  throw new AppError('dataset-unknown', {
    detail: `There is no built-in sample "${name}"; there are ${samples.map((sample) => sample.name).join(', ')}.`,
  });
}
