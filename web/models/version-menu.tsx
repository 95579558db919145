import { ActionIcon, Button, Group, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconArrowUp,
  IconAt,
  IconDots,
  IconDownload,
  IconPencil,
  IconShare,
  IconTrash,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { Stage } from '../../shared/records/mutation.ts';
import type { ModelEntry, VersionEntry } from '../../shared/registry/state.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyError } from '../shell/notify.tsx';
import { AliasModal } from './alias-modal.tsx';
import { ContinueItem } from './continue-item.tsx';
import { ShareModal } from '../sharing/share-modal.tsx';
import { askToDelete } from './delete-version.tsx';
import { DescribeVersionModal } from './describe-version-modal.tsx';
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
  const [describing, describe] = useDisclosure(false);
  const [sharing, share] = useDisclosure(false);
  const kept = version.file !== undefined;
  const others = stages.filter(
    (each) => each !== version.stage && !(kept && (each === 'Production' || each === 'Staging')),
  );
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      {version.stage !== 'Production' && version.file === undefined && (
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
          <Menu.Item leftSection={<IconPencil size={15} />} onClick={describe.open}>
            Description and tags
          </Menu.Item>
          {!kept && <ContinueItem version={version} />}
          {!kept && (
            <Menu.Item leftSection={<IconShare size={15} />} onClick={share.open}>
              Share
            </Menu.Item>
          )}
          <Menu.Item
            leftSection={<IconDownload size={15} />}
            onClick={() => void downloadPackage(host, version).catch(notifyError)}
          >
            {kept ? 'Download the file' : 'Download package'}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconTrash size={15} />}
            color="red"
            onClick={() => askToDelete(host, version)}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {stage !== null && (
        <PromoteModal model={model} version={version} stage={stage} onClose={() => setStage(null)} />
      )}
      {describing && <DescribeVersionModal version={version} onClose={describe.close} />}
      {sharing && <ShareModal version={version} onClose={share.close} />}
      <AliasModal model={model} version={version} opened={naming} onClose={alias.close} />
    </Group>
  );
}
