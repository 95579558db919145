import { Stack } from '@mantine/core';
import type { ExplainedModel } from '../../workers/lifecycle/explain.ts';
import { DependencePanel } from './dependence-panel.tsx';
import { ImportancePanel } from './importance-panel.tsx';

/** What a trained model leans on, and how its answers follow its columns. */
export function ModelImportance({ model }: { model: ExplainedModel }) {
  return (
    <Stack gap="lg">
      <ImportancePanel model={model} />
      <DependencePanel model={model} />
    </Stack>
  );
}
