import type { Origin } from '../../shared/packaging/share-link.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { openModel, type ServingModel } from '../../shared/pipelines/serving-model.ts';
import { calibrationText } from '../models/calibration-text.ts';
import { element, table } from './element.ts';
import { predictForm } from './predict-form.ts';

/**
 * The script of an exported HTML file: one model with its card, form and prediction, from disk, with no
 * network, worker, module or WebAssembly. Everything that came with the model goes into text nodes.
 */

interface Embedded {
  readonly origin: Origin;
  /** Base64 of the package file. */
  readonly package: string;
}

start();

function start(): void {
  const root = document.getElementById('model')!;
  try {
    const embedded = JSON.parse(document.getElementById('package')!.textContent) as Embedded;
    const bytes = Uint8Array.from(atob(embedded.package), (character) => character.charCodeAt(0));
    // Checks the digest and that the golden rows are answered as promised, before it shows anything.
    const model = openModel(bytes, embedded.origin.digest);
    root.replaceChildren(...card(model, embedded.origin, bytes.length), ...predictForm(model));
  } catch (thrown) {
    const { detail, remedy } = AppError.from(thrown);
    root.replaceChildren(
      element('h1', 'This model cannot be opened'),
      element('p', detail, { role: 'alert' }),
      element('p', remedy),
    );
  }
}

function card(
  { manifest, digest }: ServingModel,
  { model, version, semver, description }: Origin,
  sizeBytes: number,
): HTMLElement[] {
  const { estimator, profile, recipe, signature, metrics, dataVersion, engineVersion, containsRows } =
    manifest;
  const calibration = calibrationText(manifest);
  const facts = [
    ['Predicts', [signature.output.name, signature.output.labels.join(', ')].filter(Boolean).join(': ')],
    ['Estimator', estimator.name],
    ...(calibration === null ? [] : [['Probabilities', calibration]]),
    ['Trained on', `${profile.nRows} rows, seed ${recipe.seed}`],
    ['Digest', digest],
    ['Data version', dataVersion],
    ['Engine', engineVersion],
    ['Package', `${Math.ceil(sizeBytes / 1024)} kB`],
    ['Rows of the data', containsRows ? 'are in this file' : 'none in this file'],
  ];
  const details = element('details');
  details.append(
    element('summary', 'Signature and metrics'),
    table(
      ['Input', 'Type', 'May be missing'],
      signature.inputs.map(({ name, type, nullable }) => [name, type, nullable ? 'yes' : 'no']),
    ),
    table(
      ['Metric', 'On its test part'],
      metrics.map(({ key, value }) => [key, value.toPrecision(4)]),
    ),
  );
  const title = element('h1', model);
  title.append(' ', element('small', `v${version} (${semver})`));
  return [title, ...(description === '' ? [] : [element('p', description)]), table(null, facts), details];
}
