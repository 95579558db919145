import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { IconHelpCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Explanation } from '../../shared/pipelines/explain-prediction.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { explainWith } from '../../workers/lifecycle/explain.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost } from '../shell/host-context.tsx';
import { useAction } from '../shell/use-action.ts';
import { Contributions } from './contributions.tsx';

/** Why one answer is as it is, when somebody asks; give it a key by the answer. */
export function Why({ version, instance }: { version: VersionEntry; instance: unknown }) {
  const host = useHost();
  const [explanation, setExplanation] = useState<Explanation | null>(null);
  const asking = useAction(async () => setExplanation(await explainWith(host, version.digest, instance)));
  return (
    <Stack gap="sm">
      {explanation === null && (
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconHelpCircle size={15} aria-hidden />}
            loading={asking.busy}
            onClick={() => asking.start()}
          >
            Why?
          </Button>
        </Group>
      )}
      {asking.error !== null && <ErrorPanel error={asking.error} />}
      {explanation !== null && <Reasons explanation={explanation} />}
    </Stack>
  );
}

function Reasons({ explanation }: { explanation: Explanation }) {
  const labels = explanation.outputs.flatMap(({ label }) => (label === null ? [] : [label]));
  const [label, setLabel] = useState(String(explanation.answer.prediction));
  const output = explanation.outputs.find((each) => each.label === label) ?? explanation.outputs[0]!;
  return (
    <Stack gap="sm">
      <Group justify="space-between" align="flex-end">
        <Text fz="sm" fw={600}>
          Why
        </Text>
        {labels.length > 1 && (
          <Select
            size="xs"
            aria-label="Explained class"
            data={labels}
            value={label}
            allowDeselect={false}
            onChange={(next) => setLabel(next ?? label)}
          />
        )}
      </Group>
      <Contributions explanation={explanation} output={output} />
    </Stack>
  );
}
