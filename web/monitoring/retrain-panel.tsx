import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useId } from 'react';
import { productionVersion } from '../../shared/registry/queries.ts';
import { RollbackButton } from '../models/rollback-button.tsx';
import { percentOf } from '../shell/activity.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost, useWorkspaceState } from '../shell/host-context.tsx';
import { Panel } from '../shell/panel.tsx';
import { useStore } from '../shell/store.ts';
import { ChallengeView } from './challenge-view.tsx';
import { retrainings, startRetraining, type Retraining } from './retraining.ts';
import { useRetrainOutlook, type RetrainOutlook } from './use-retrain-outlook.ts';

/** The way back into the loop: train the champion's recipe on the newest data and let both compete. */
export function RetrainPanel({ model }: { model: string }) {
  const host = useHost();
  const id = useId();
  const entry = useWorkspaceState()?.registry.models.get(model);
  const retraining = useStore(retrainings).get(model);
  const outlook = useRetrainOutlook(entry);
  const running = retraining?.running === true;
  const serving = entry === undefined ? null : productionVersion(entry);
  return (
    <Panel title="Retrain" {...(serving === null ? {} : { note: `v${serving.version} is in Production` })}>
      <Stack>
        <Group justify="space-between" gap="md">
          <Text fz="sm" c="dimmed" flex={1} miw={240} id={id}>
            {outlook === undefined ? 'Looking for the rows …' : explained(outlook)}
          </Text>
          <Group gap="xs">
            {entry !== undefined && <RollbackButton model={entry} />}
            <Button
              leftSection={<IconRefresh size={16} aria-hidden />}
              disabled={outlook === undefined || outlook.obstacle !== null}
              loading={running}
              aria-describedby={id}
              onClick={() => void startRetraining(host, model)}
            >
              Retrain on the newest data
            </Button>
          </Group>
        </Group>
        {running && <RetrainProgress retraining={retraining} />}
        {retraining?.error != null && <ErrorPanel error={retraining.error} />}
        {retraining?.result != null && entry !== undefined && (
          <ChallengeView result={retraining.result} model={entry} />
        )}
      </Stack>
    </Panel>
  );
}

function explained({ obstacle, sameData }: RetrainOutlook): string {
  if (obstacle !== null) return obstacle;
  const what =
    'Trains the recipe that is in Production on the newest version of its data. Both are judged on the same held-out rows; nothing is promoted unless you do it.';
  return sameData ? `${what} Nothing was loaded since the last training: expect the same model.` : what;
}

function RetrainProgress({ retraining: { progress, cancel } }: { retraining: Retraining }) {
  const percent = percentOf(progress);
  return (
    <Group gap="sm" wrap="nowrap" aria-live="polite">
      <Progress
        flex={1}
        size="sm"
        value={percent ?? 100}
        animated={percent === null}
        aria-label="Retraining"
      />
      <Text fz="xs" c="dimmed" className="numeric" miw={90}>
        {progress === null ? 'starting' : `${progress.stage} ${progress.done} / ${progress.total}`}
      </Text>
      <Button size="compact-sm" variant="default" onClick={cancel}>
        Cancel
      </Button>
    </Group>
  );
}
