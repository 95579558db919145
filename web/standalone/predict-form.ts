import { AppError } from '../../shared/errors/app-error.ts';
import type { FeatureValue, Signature } from '../../shared/packaging/manifest.ts';
import type { ServingModel } from '../../shared/pipelines/serving-model.ts';
import { exampleValues, featuresOf, typicalValues, type Values } from '../predict/feature-values.ts';
import { element, table } from './element.ts';

type Input = Signature['inputs'][number];
type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

/** A form made by the signature, and the answer below it. */
export function predictForm(model: ServingModel): HTMLElement[] {
  const { manifest } = model;
  const { inputs } = manifest.signature;
  const form = element('form');
  const fields = element('div', '', { class: 'fields' });
  const controls = inputs.map((input, at) => {
    const control = controlFor(input, `input-${at}`);
    const label = element('label', input.name, { for: control.id });
    const field = element('div');
    field.append(label, control);
    if (input.range !== null) field.append(element('small', rangeText(input.range)));
    fields.append(field);
    return control;
  });
  const fill = (values: Values): void =>
    inputs.forEach((input, at) => (controls[at]!.value = shown(values.get(input.name) ?? null)));
  fill(typicalValues(manifest));

  const answer = element('section', '', { 'aria-live': 'polite', 'aria-label': 'Answer' });
  let example = 0;
  const another = element('button', 'Fill with an example', { type: 'button' });
  another.addEventListener('click', () => fill(exampleValues(manifest, example++)));
  const actions = element('div', '', { class: 'actions' });
  actions.append(element('button', 'Predict', { type: 'submit' }), another);
  form.append(fields, actions);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const typed = new Map(inputs.map((input, at) => [input.name, read(input, controls[at]!.value)]));
    answer.replaceChildren(...answerTo(model, featuresOf(manifest.signature, typed)));
  });
  return [form, answer];
}

function answerTo(model: ServingModel, features: Record<string, FeatureValue>): HTMLElement[] {
  try {
    const { prediction, probabilities, warnings } = model.predict(features).answer;
    const bars = probabilities.map(({ label, p }) => [label, `${(100 * p).toFixed(1)} %`, String(p)]);
    return [
      element('p', model.manifest.signature.output.name),
      element('output', String(prediction), { 'aria-label': 'Prediction' }),
      ...(bars.length === 0 ? [] : [table(['Class', 'Probability', 'all digits'], bars)]),
      ...warnings.map(({ detail }) => element('p', detail, { class: 'warning' })),
    ];
  } catch (thrown) {
    const { detail, errors } = AppError.from(thrown);
    const list = element('ul');
    list.append(...errors.map((field) => element('li', `${field.pointer.slice(10)}: ${field.detail}`)));
    return [element('p', detail, { role: 'alert' }), list];
  }
}

/** More levels than this are typed. */
const MOST_CHOICES = 200;

function controlFor(input: Input, id: string): Control {
  if (input.type === 'text') return element('textarea', '', { id, rows: '3' });
  const choices = input.type === 'boolean' ? ['true', 'false'] : input.levels;
  const chosen = input.type === 'boolean' || input.type === 'categorical';
  if (!chosen || choices.length > MOST_CHOICES) {
    const type = input.type === 'datetime' ? { type: 'datetime-local', step: '1' } : {};
    return element('input', '', {
      id,
      ...(input.type === 'numeric' ? { inputmode: 'decimal' } : {}),
      ...type,
    });
  }
  const select = element('select', '', { id });
  const empty = input.nullable ? [''] : [];
  select.append(
    ...[...empty, ...choices].map((value) =>
      element('option', value === '' ? 'not known' : value, { value }),
    ),
  );
  return select;
}

const shown = (value: FeatureValue): string => (value === null ? '' : String(value));

function read({ type }: Input, text: string): FeatureValue {
  if (text === '') return null;
  return type === 'boolean' ? text === 'true' : text;
}

const rangeText = ({ min, max }: { min: number; max: number }): string => `${min} to ${max} in training`;
