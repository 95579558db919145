import { NumberInput, Select, Switch } from '@mantine/core';
import type { Param } from '../../shared/estimators/params.ts';
import type { ParamValue } from '../../shared/records/recipe.ts';

interface ParamFieldProps {
  readonly param: Param;
  /** undefined = the default. */
  readonly value: ParamValue | undefined;
  readonly onChange: (value: ParamValue | undefined) => void;
}

/** The control that a line of a parameter table makes. */
export function ParamField({ param, value, onChange }: ParamFieldProps) {
  const label = { label: param.title, description: param.help };
  if (param.type === 'boolean') {
    const checked = typeof value === 'boolean' ? value : param.default;
    return (
      <Switch {...label} checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
    );
  }
  if (param.type === 'choice') {
    const chosen = typeof value === 'string' ? value : param.default;
    return (
      <Select
        {...label}
        data={[...param.choices]}
        value={chosen}
        onChange={(next) => onChange(next ?? undefined)}
        allowDeselect={false}
      />
    );
  }
  return (
    <NumberInput
      {...label}
      value={typeof value === 'number' ? value : ''}
      placeholder={param.default === null ? 'Automatic' : String(param.default)}
      onChange={(next) => onChange(typeof next === 'number' ? next : undefined)}
      min={param.min}
      max={param.max}
      allowDecimal={param.type === 'number'}
      step={param.type === 'integer' ? 1 : (param.default ?? 1) / 10 || 0.1}
      hideControls={param.log === true}
    />
  );
}
