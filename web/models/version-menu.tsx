import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowUp, IconAt, IconDots, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { Stage } from '../../shared/records/mutation.ts';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyError } from '../shell/notify.tsx';
import { AliasModal } from './alias-modal.tsx';
import { ContinueItem } from './continue-item.tsx';
import { downloadPackage } from './download-package.ts';
import { PromoteModal } from './promote-modal.tsx';

const stages: readonly Stage[] = ['Staging', 'Production', 'Archived', 'None'];

interface VersionMenuProps {
  readonly model: ModelEntry;
  readonly version: VersionEntry;
}

export function VersionMenu({ model, version }: VersionMenuProps) {
  const host = useHost();
  const [stage, setStage] = useState<Stage | null>(null);
  const [naming, alias] = useDisclosure(false);
  const others = stages.filter((each) => each !== version.stage);
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {version.stage !== 'Production' && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowUp size={14} />}
          aria-label={`Promote v${version.version} to Production`}
          onClick={() => setStage('Production')}
        >
          Promote
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon aria-label={`Actions for v${version.version}`}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Move to</Menu.Label>
          {others.map((each) => (
            <Menu.Item key={each} onClick={() => setStage(each)}>
              {each}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item leftSection={<IconAt size={15} />} onClick={alias.open}>
            Set an alias
          </Menu.Item>
          <ContinueItem version={version} />
          <Menu.Item
            leftSection={<IconDownload size={15} />}
            onClick={() => void downloadPackage(host, version).catch(notifyError)}
          >
            Download package
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {stage !== null && (
        <PromoteModal model={model} version={version} stage={stage} onClose={() => setStage(null)} />
      )}
      <AliasModal model={model} version={version} opened={naming} onClose={alias.close} />
    </Group>
  );
}
