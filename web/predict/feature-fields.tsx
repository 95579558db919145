import { SimpleGrid, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { FeatureValue, Signature } from '../../shared/packaging/manifest.ts';
import { FeatureInput } from './feature-input.tsx';
import type { Values } from './feature-values.ts';

interface FeatureFieldsProps {
  readonly inputs: Signature['inputs'];
  readonly values: Values;
  readonly problems: ReadonlyMap<string, string>;
  readonly onChange: (name: string, value: FeatureValue) => void;
}

/** Above this many one wants to search. */
const MANY = 20;

export function FeatureFields({ inputs, values, problems, onChange }: FeatureFieldsProps) {
  const [wanted, setWanted] = useState('');
  const change = useStable(onChange);
  const word = wanted.trim().toLowerCase();
  const shown = inputs.filter(({ name }) => problems.has(name) || name.toLowerCase().includes(word));
  return (
    <>
      {inputs.length > MANY && (
        <TextInput
          aria-label="Find a feature"
          placeholder={`Find one of ${inputs.length} features`}
          leftSection={<IconSearch size={15} aria-hidden />}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" verticalSpacing="md">
        {shown.map((input) => (
          <FeatureInput
            key={input.name}
            input={input}
            value={values.get(input.name) ?? null}
            problem={problems.get(input.name)}
            onChange={change}
          />
        ))}
      </SimpleGrid>
    </>
  );
}

/** The same function at every rendering, so that only the field one types into renders again. */
function useStable<Args extends readonly unknown[]>(work: (...args: Args) => void): (...args: Args) => void {
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
