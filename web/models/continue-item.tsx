import { Menu, Text } from '@mantine/core';
import { IconPlayerTrackNext } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { continueTraining, whyNotContinue } from '../../workers/lifecycle/continue-training.ts';
import { runActivity } from '../shell/activity.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyDone, notifyError } from '../shell/notify.tsx';
import { useLive } from '../shell/use-live.ts';

/** Goes on from a version on the newest rows of its dataset; says why where that cannot be. */
export function ContinueItem({ version }: { version: VersionEntry }) {
  const host = useHost();
  const navigate = useNavigate();
  const obstacle = useLive((page) => whyNotContinue(page, version), [version.versionId]);
  const start = async (): Promise<void> => {
    const about = { kind: 'train', title: `Continue ${version.model} v${version.version}` } as const;
    const done = await runActivity(about, (options) => continueTraining(host, version, options));
    notifyDone(`Registered as v${done.version.version}.`);
    const { model } = version;
    await navigate({ to: '/models/$model', params: { model }, search: { version: done.version.version } });
  };
  const label = 'Continue training on newer rows';
  return (
    <Menu.Item
      leftSection={<IconPlayerTrackNext size={15} />}
      disabled={obstacle !== null}
      maw={300}
      onClick={() => void start().catch(notifyError)}
    >
      {label}
      {obstacle !== null && obstacle !== undefined && (
        <Text fz="xs" c="dimmed">
          {obstacle.detail}
        </Text>
      )}
    </Menu.Item>
  );
}
