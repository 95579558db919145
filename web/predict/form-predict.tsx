import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { IconDice3 } from '@tabler/icons-react';
import { useState } from 'react';
import type { FeatureValue, Manifest } from '../../shared/packaging/manifest.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { Panel } from '../shell/panel.tsx';
import { AnswerPanel } from './answer-panel.tsx';
import { exampleValues, typicalValues, type Values } from './example-values.ts';
import { FeatureInput } from './feature-input.tsx';
import { useAsk } from './use-ask.ts';

/** A form that the model's signature makes. */
export function FormPredict({ version, manifest }: { version: VersionEntry; manifest: Manifest }) {
  const { signature } = manifest;
  const [values, setValues] = useState<Values>(() => typicalValues(manifest));
  const [example, setExample] = useState(0);
  const ask = useAsk(version);
  const set = (name: string, value: FeatureValue): void => setValues(new Map(values).set(name, value));
  const next = (): void => {
    setValues(exampleValues(manifest, example));
    setExample(example + 1);
  };
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel
        title="Features"
        actions={
          manifest.golden.rows.length > 0 && (
            <Button size="xs" variant="default" leftSection={<IconDice3 size={15} />} onClick={next}>
              Another example
            </Button>
          )
        }
      >
        <form
          onSubmit={(event) => {
            event.preventDefault();
            ask.start([Object.fromEntries(values)]);
          }}
        >
          <Stack>
            <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
              {signature.inputs.map((input) => (
                <FeatureInput
                  key={input.name}
                  input={input}
                  value={values.get(input.name) ?? null}
                  onChange={(value) => set(input.name, value)}
                />
              ))}
            </SimpleGrid>
            <Group>
              <Button type="submit" loading={ask.busy}>
                Predict
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
      <AnswerPanel ask={ask} target={signature.output.name} />
    </SimpleGrid>
  );
}
