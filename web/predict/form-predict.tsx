import { Button, Group, SimpleGrid, Stack } from '@mantine/core';
import { IconDice3 } from '@tabler/icons-react';
import { useState } from 'react';
import type { Manifest } from '../../shared/packaging/manifest.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { Panel } from '../shell/panel.tsx';
import { useStore } from '../shell/store.ts';
import { AnswerPanel } from './answer-panel.tsx';
import { ElsewherePanel } from './elsewhere-panel.tsx';
import { FeatureFields } from './feature-fields.tsx';
import { exampleValues, featuresOf, typicalValues } from './feature-values.ts';
import { fieldProblems } from './field-problems.ts';
import { formDrafts, setDraft } from './form-drafts.ts';
import { useAsk } from './use-ask.ts';

/** A form that the model's signature makes. */
export function FormPredict({ version, manifest }: { version: VersionEntry; manifest: Manifest }) {
  const { signature, golden } = manifest;
  const { versionId } = version;
  const values = useStore(formDrafts).get(versionId) ?? typicalValues(manifest);
  const [example, setExample] = useState(0);
  const ask = useAsk(version);
  const features = featuresOf(signature, values);
  const nextExample = (): void => {
    setDraft(versionId, exampleValues(manifest, example));
    setExample(example + 1);
  };
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <Panel
          title="Features"
          actions={
            golden.rows.length > 0 && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconDice3 size={15} aria-hidden />}
                onClick={nextExample}
              >
                Fill with an example
              </Button>
            )
          }
        >
          <form
            noValidate
            onSubmit={(event) => {
              event.preventDefault();
              ask.start([features]);
            }}
          >
            <Stack>
              <FeatureFields
                inputs={signature.inputs}
                values={values}
                problems={fieldProblems(ask.answered?.outcomes[0])}
                onChange={(name, value) => setDraft(versionId, new Map(values).set(name, value))}
              />
              <Group>
                <Button type="submit" loading={ask.busy}>
                  Predict
                </Button>
              </Group>
            </Stack>
          </form>
        </Panel>
        <AnswerPanel ask={ask} version={version} target={signature.output.name} />
      </SimpleGrid>
      <ElsewherePanel version={version} features={features} />
    </Stack>
  );
}
