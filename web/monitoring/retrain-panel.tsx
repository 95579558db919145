import { Button, Group, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { productionVersion } from '../../shared/registry/queries.ts';
import { whyNotRetrain } from '../../workers/lifecycle/retrain.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useHost, useWorkspaceState } from '../shell/host-context.tsx';
import { Panel } from '../shell/panel.tsx';
import { useStore } from '../shell/store.ts';
import { useLive } from '../shell/use-live.ts';
import { ChallengeView } from './challenge-view.tsx';
import { retrainings, startRetraining } from './retraining.ts';

/** The way back into the loop: train the champion's recipe on the newest data and let both compete. */
export function RetrainPanel({ model }: { model: string }) {
  const host = useHost();
  const entry = useWorkspaceState()?.registry.models.get(model);
  const retraining = useStore(retrainings).get(model);
  const serving = entry === undefined ? null : productionVersion(entry);
  const obstacle = useLive(
    async (page) => (serving === null ? null : whyNotRetrain(page, model)),
    [model, serving?.versionId],
  );
  const reason =
    serving === null ? 'Nothing is in Production that could be trained again.' : (obstacle?.detail ?? null);
  return (
    <Panel title="Retrain">
      <Stack>
        <Group justify="space-between">
          <Text fz="sm" c="dimmed" maw={680}>
            {reason ??
              `Trains the recipe of v${serving?.version} on the newest version of its data. Both are judged on the same held-out rows; nothing is promoted unless you do it.`}
          </Text>
          <Button
            leftSection={<IconRefresh size={16} />}
            disabled={obstacle === undefined || reason !== null}
            loading={retraining?.running === true}
            onClick={() => void startRetraining(host, model)}
          >
            Retrain on the newest data
          </Button>
        </Group>
        {retraining?.error != null && <ErrorPanel error={retraining.error} />}
        {retraining?.result != null && entry !== undefined && (
          <ChallengeView result={retraining.result} model={entry} />
        )}
      </Stack>
    </Panel>
  );
}
