import { NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { allTypes, type Field } from '../../../shared/validation/expectations/kind.ts';

interface ExpectationFieldProps {
  readonly field: Field;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** One parameter of an expectation. What is left empty is null where it may be. */
export function ExpectationField({ field, value, onChange }: ExpectationFieldProps) {
  const about = { label: field.label, description: field.help, required: field.optional !== true };
  switch (field.kind) {
    case 'number':
    case 'count':
      return (
        <NumberInput
          {...about}
          value={typeof value === 'number' ? value : ''}
          allowDecimal={field.kind === 'number'}
          {...(field.kind === 'count' ? { min: 0 } : {})}
          onChange={(next) => onChange(next === '' ? null : Number(next))}
        />
      );
    case 'share':
      return (
        <NumberInput
          {...about}
          value={typeof value === 'number' ? Number((100 * value).toPrecision(10)) : ''}
          min={0}
          max={100}
          suffix=" %"
          onChange={(next) => onChange(next === '' ? 0 : Number((Number(next) / 100).toPrecision(10)))}
        />
      );
    case 'values':
      return (
        <Textarea
          {...about}
          autosize
          minRows={3}
          maxRows={12}
          value={Array.isArray(value) ? value.join('\n') : ''}
          onChange={(event) => onChange(event.currentTarget.value.split('\n'))}
        />
      );
    case 'type':
      return (
        <Select
          {...about}
          data={allTypes}
          value={typeof value === 'string' ? value : null}
          clearable
          placeholder="Any"
          onChange={(next) => onChange(next)}
        />
      );
    case 'date':
    case 'pattern':
      return (
        <TextInput
          {...about}
          {...(field.kind === 'pattern' ? { ff: 'monospace' } : {})}
          value={typeof value === 'string' ? value : ''}
          placeholder={field.kind === 'date' ? '2026-01-31' : ''}
          onChange={(event) => onChange(textOrNull(event.currentTarget.value, field))}
        />
      );
  }
}

const textOrNull = (text: string, field: Field): string | null =>
  text === '' && field.optional === true ? null : text;
