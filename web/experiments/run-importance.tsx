import { Text } from '@mantine/core';
import type { RunRecord } from '../../shared/records/run.ts';
import { ModelImportance } from '../importance/model-importance.tsx';
import { Panel } from '../shell/panel.tsx';

export function RunImportance({ run }: { run: RunRecord }) {
  const { modelDigest: digest, dataVersion, name } = run;
  if (digest !== null) return <ModelImportance model={{ digest, dataVersion, title: name }} />;
  return (
    <Panel>
      <Text fz="sm" c="dimmed">
        Only a run that left a model can be looked into.
      </Text>
    </Panel>
  );
}
