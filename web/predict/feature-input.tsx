import { Autocomplete, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { memo } from 'react';
import { formatNumber } from '../shell/format.ts';
import { BooleanInput } from './boolean-input.tsx';
import type { FeatureInputProps } from './feature-input-props.ts';

/** More levels than this are typed, with suggestions. */
const MOST_CHOICES = 50;

/** Hints below, so that controls of one line stand in line. */
const order: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error'];

/** The control for one input of a signature; left empty it is missing, where the model allows that. */
export const FeatureInput = memo(function FeatureInput(props: FeatureInputProps) {
  const { input, value } = props;
  if (input.type === 'numeric') return <NumericInput {...props} />;
  if (input.type === 'boolean') return <BooleanInput {...props} />;
  if (input.type === 'categorical') return <CategoryInput {...props} />;
  const text = {
    ...common(props),
    value: value === null ? '' : String(value),
    onChange: (event: { currentTarget: { value: string } }) =>
      props.onChange(input.name, event.currentTarget.value || null),
  };
  if (input.type === 'text') return <Textarea {...text} autosize minRows={2} maxRows={8} />;
  return <TextInput {...text} type="datetime-local" step={1} description="UTC" inputWrapperOrder={order} />;
});

const common = ({ input, problem }: FeatureInputProps) => ({
  label: input.name,
  placeholder: input.nullable ? 'may be left empty' : 'needed',
  ...(problem === undefined ? {} : { error: problem }),
});

function NumericInput(props: FeatureInputProps) {
  const { input, value, onChange } = props;
  const { range } = input;
  const hint =
    range === null ? undefined : `${formatNumber(range.min)} to ${formatNumber(range.max)} in training`;
  const outside =
    range !== null && typeof value === 'number' && (value < range.min || value > range.max)
      ? `outside of ${formatNumber(range.min)} to ${formatNumber(range.max)}, which training saw`
      : undefined;
  return (
    <NumberInput
      {...common(props)}
      {...(hint === undefined ? {} : { description: outside ?? hint })}
      {...(outside === undefined
        ? {}
        : { descriptionProps: { c: 'var(--mantine-color-orange-light-color)' } })}
      value={typeof value === 'number' || typeof value === 'string' ? value : ''}
      onChange={(next) => onChange(input.name, next === '' ? null : next)}
      inputWrapperOrder={order}
    />
  );
}

function CategoryInput(props: FeatureInputProps) {
  const { input, value, onChange } = props;
  const text = value === null ? null : String(value);
  if (input.levels.length > MOST_CHOICES) {
    return (
      <Autocomplete
        {...common(props)}
        data={input.levels}
        limit={20}
        value={text ?? ''}
        onChange={(next) => onChange(input.name, next === '' ? null : next)}
      />
    );
  }
  // A value from JSON or another version may be none of the levels; it stays to be seen.
  const data = text === null || input.levels.includes(text) ? input.levels : [...input.levels, text];
  return (
    <Select
      {...common(props)}
      data={data}
      value={text}
      onChange={(next) => onChange(input.name, next)}
      searchable={data.length > 8}
      clearable={input.nullable}
      allowDeselect={input.nullable}
    />
  );
}
