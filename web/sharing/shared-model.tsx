import { Alert, Anchor, Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload, IconPackageImport } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { OpenedShare } from '../../workers/sharing/shared-file.ts';
import { modelNameOf, packageName } from '../../workers/lifecycle/file-formats.ts';
import { versionsWith } from '../../workers/sharing/keep.ts';
import { confirmRows } from '../shell/confirm-rows.tsx';
import { download } from '../shell/download.ts';
import { Page } from '../shell/page.tsx';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { useLive } from '../shell/use-live.ts';
import { SignatureTable } from '../models/signature-table.tsx';
import { KeepModal } from './keep-modal.tsx';
import { ModelCard } from './model-card.tsx';
import { SharedPredict } from './shared-predict.tsx';

interface SharedModelViewProps {
  readonly share: OpenedShare;
  /** Of the file it came in; null for a link. */
  readonly fileName: string | null;
}

/** Card, metrics, signature and digest first; it answers when asked and is kept when that is wished for. */
export function SharedModelView({ share, fileName }: SharedModelViewProps) {
  const [keeping, keep] = useDisclosure(false);
  const { manifest, origin, digest, bytes } = share;
  const known = useLive((host) => versionsWith(host, digest), [digest])?.[0];
  const name = origin?.model ?? (fileName === null ? 'model' : modelNameOf(fileName));
  const save = (): void =>
    confirmRows(bytes, () =>
      download(packageName(name, origin?.version ?? 1), bytes, 'application/octet-stream'),
    );
  return (
    <Page
      title={name}
      aside={
        <Pill tone="accent">
          {origin === null ? 'shared file' : `shared · v${origin.version} (${origin.semver})`}
        </Pill>
      }
      description={origin?.description === '' ? undefined : origin?.description}
      actions={
        <>
          <Button variant="default" leftSection={<IconDownload size={16} />} onClick={save}>
            Download
          </Button>
          <Button leftSection={<IconPackageImport size={16} />} onClick={keep.open}>
            Keep in my registry
          </Button>
        </>
      }
    >
      <Stack gap="lg">
        {known !== undefined && (
          <Alert color="blue">
            This very model is in the registry here:{' '}
            <Anchor
              fz="sm"
              renderRoot={(props) => (
                <Link
                  to="/models/$model"
                  params={{ model: known.model }}
                  search={{ version: known.version }}
                  {...props}
                />
              )}
            >
              {known.model} v{known.version}
            </Anchor>
          </Alert>
        )}
        <ModelCard share={share} />
        <SharedPredict share={share} />
        <Panel title="Signature" note="what a prediction must bring, and what it answers" flush>
          <SignatureTable signature={manifest.signature} />
        </Panel>
      </Stack>
      <KeepModal share={share} name={name} opened={keeping} onClose={keep.close} />
    </Page>
  );
}
