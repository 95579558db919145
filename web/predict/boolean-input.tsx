import { Input, SegmentedControl, Switch } from '@mantine/core';
import type { FeatureInputProps } from './feature-input-props.ts';

/** A switch; a choice of three where the value may also be missing. */
export function BooleanInput({ input, value, problem, onChange }: FeatureInputProps) {
  const { name, nullable } = input;
  const set = (next: string): void => onChange(name, next === 'missing' ? null : next === 'true');
  return (
    <Input.Wrapper label={name} error={problem}>
      {nullable ? (
        <SegmentedControl
          fullWidth
          aria-label={name}
          data={['true', 'false', 'missing']}
          value={value === null ? 'missing' : String(value)}
          onChange={set}
        />
      ) : (
        <Switch
          mt={6}
          aria-label={name}
          label={value === true ? 'true' : 'false'}
          checked={value === true}
          onChange={(event) => onChange(name, event.currentTarget.checked)}
        />
      )}
    </Input.Wrapper>
  );
}
