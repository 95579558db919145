import { Button, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconDice3, IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import type { OpenedShare } from '../../workers/sharing/shared-file.ts';
import type { LoggedOutcome } from '../../workers/lifecycle/predict.ts';
import { Answer } from '../predict/answer.tsx';
import { FeatureFields } from '../predict/feature-fields.tsx';
import { exampleValues, featuresOf, typicalValues } from '../predict/feature-values.ts';
import { fieldProblems } from '../predict/field-problems.ts';
import { Empty } from '../shell/empty.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost } from '../shell/host-context.tsx';
import { Panel } from '../shell/panel.tsx';
import { useAction } from '../shell/use-action.ts';

/** Asks a model that is in no registry here: in a worker, from its bytes; nothing is logged or kept. */
export function SharedPredict({ share: { manifest, bytes } }: { share: OpenedShare }) {
  const host = useHost();
  const [values, setValues] = useState(() => typicalValues(manifest));
  const [example, setExample] = useState(0);
  const [outcome, setOutcome] = useState<LoggedOutcome | null>(null);
  const { signature, golden } = manifest;
  const asking = useAction(async () => {
    const instances = [featuresOf(signature, values)];
    const { answers } = await host.tasks.run('predict', { model: { bytes }, instances });
    setOutcome({ ...answers[0]!, requestId: '' });
  });
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
      <Panel
        title="Features"
        actions={
          golden.rows.length > 0 && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconDice3 size={15} aria-hidden />}
              onClick={() => {
                setValues(exampleValues(manifest, example));
                setExample(example + 1);
              }}
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
            asking.start();
          }}
        >
          <Stack>
            <FeatureFields
              inputs={signature.inputs}
              values={values}
              problems={fieldProblems(outcome ?? undefined)}
              onChange={(name, value) => setValues(new Map(values).set(name, value))}
            />
            <Group>
              <Button type="submit" loading={asking.busy}>
                Predict
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
      <Panel title="Answer">
        <Stack aria-live="polite" aria-busy={asking.busy}>
          {asking.error !== null && <ErrorPanel error={asking.error} />}
          {asking.error === null && outcome !== null && (
            <Answer outcome={outcome} target={signature.output.name} />
          )}
          {asking.error === null && outcome === null && (
            <Empty icon={IconSparkles} title="Nothing asked yet">
              Fill in the features and press Predict. Nothing runs before.
            </Empty>
          )}
          <Text fz="xs" c="dimmed">
            Computed on this device; neither question nor answer is kept.
          </Text>
        </Stack>
      </Panel>
    </SimpleGrid>
  );
}
