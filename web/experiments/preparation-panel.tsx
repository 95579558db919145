import { SimpleGrid, UnstyledButton, Group, Text, Collapse } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAdjustments } from '@tabler/icons-react';
import { preparationChoices } from '../../shared/pipelines/preparation-choices.ts';
import { Panel } from '../shell/panel.tsx';
import { ParamField } from './param-field.tsx';
import type { NewRun } from './use-new-run.ts';

/** How rows become numbers; fitted on the training part alone, and the same at prediction. */
export function PreparationPanel({ form }: { form: NewRun }) {
  const [open, choices] = useDisclosure(false);
  const { wish, setPreparation, models } = form;
  const recipe = models?.[0]?.recipe;
  const steps = [...(recipe?.clean ?? []), ...(recipe?.prepare ?? [])].map((step) => step.step);
  const changed = Object.keys(wish.preparation).length;
  return (
    <Panel
      title="Preparation"
      note={steps.join(' → ')}
      actions={
        <UnstyledButton onClick={choices.toggle} aria-expanded={open} fz="xs" c="dimmed">
          <Group gap={4} wrap="nowrap">
            <IconAdjustments size={15} aria-hidden />
            {changed === 0 ? 'Defaults' : `${changed} of ${preparationChoices.length} changed`}
          </Group>
        </UnstyledButton>
      }
    >
      <Collapse expanded={open}>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }} spacing="md" mb="sm">
          {preparationChoices.map((param) => (
            <ParamField
              key={param.name}
              param={param}
              value={wish.preparation[param.name]}
              onChange={(value) => setPreparation(param.name, value)}
            />
          ))}
        </SimpleGrid>
      </Collapse>
      <Text fz="xs" c="dimmed">
        Fitted on the training part alone; predictions go through the very same steps.
      </Text>
    </Panel>
  );
}
