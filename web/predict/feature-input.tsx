import {
  NumberInput,
  SegmentedControl,
  Select,
  Text,
  Textarea,
  TextInput,
  Stack,
  Autocomplete,
} from '@mantine/core';
import type { FeatureValue, Signature } from '../../shared/packaging/manifest.ts';
import { formatNumber } from '../shell/format.ts';

interface FeatureInputProps {
  readonly input: Signature['inputs'][number];
  readonly value: FeatureValue;
  readonly onChange: (value: FeatureValue) => void;
}

/** More levels than this are typed, with suggestions. */
const MOST_CHOICES = 50;

/** The control for one input of a signature; left empty it is missing, where the model allows that. */
export function FeatureInput({ input, value, onChange }: FeatureInputProps) {
  const { name, type, levels, range, nullable } = input;
  const common = { label: name, required: !nullable, withAsterisk: false };
  if (type === 'numeric') {
    return (
      <NumberInput
        {...common}
        {...(range === null
          ? {}
          : { description: `${formatNumber(range.min)} – ${formatNumber(range.max)} in training` })}
        placeholder="missing"
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => onChange(typeof next === 'number' ? next : null)}
      />
    );
  }
  if (type === 'boolean') return <BooleanInput name={name} value={value} onChange={onChange} />;
  if (type === 'categorical' && levels.length <= MOST_CHOICES) {
    return (
      <Select
        {...common}
        data={levels}
        placeholder="missing"
        value={value === null ? null : String(value)}
        onChange={onChange}
        searchable
        clearable={nullable}
      />
    );
  }
  if (type === 'categorical') {
    return (
      <Autocomplete
        {...common}
        data={levels}
        limit={20}
        value={String(value ?? '')}
        onChange={(next) => onChange(next === '' ? null : next)}
      />
    );
  }
  const text = {
    ...common,
    value: String(value ?? ''),
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value || null),
  };
  return type === 'text' ? (
    <Textarea {...text} autosize minRows={2} />
  ) : (
    <TextInput {...text} placeholder="2024-05-31T12:00" />
  );
}

function BooleanInput({
  name,
  value,
  onChange,
}: {
  name: string;
  value: FeatureValue;
  onChange: (value: FeatureValue) => void;
}) {
  return (
    <Stack gap={4}>
      <Text fz="sm" fw={500}>
        {name}
      </Text>
      <SegmentedControl
        aria-label={name}
        data={['true', 'false', 'missing']}
        value={value === null ? 'missing' : String(value)}
        onChange={(next) => onChange(next === 'missing' ? null : next === 'true')}
      />
    </Stack>
  );
}
