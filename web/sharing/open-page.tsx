import { Button, FileButton, Group, Skeleton, TextInput } from '@mantine/core';
import { IconPackageImport } from '@tabler/icons-react';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { PACKAGE_ENDING } from '../../workers/lifecycle/file-formats.ts';
import { opened, openShared, textOfLink, type OpenedShare } from '../../workers/sharing/shared-file.ts';
import { Empty } from '../shell/empty.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Page } from '../shell/page.tsx';
import { Panel } from '../shell/panel.tsx';
import { useStore } from '../shell/store.ts';
import { openedFile } from './opened-file.ts';
import { SharedModelView } from './shared-model.tsx';

type Looked = { readonly share: OpenedShare } | { readonly error: unknown } | 'looking' | null;

/** Looks into a model that somebody shared. Nothing of it runs or is kept before the person says so. */
export function OpenPage() {
  const file = useStore(openedFile);
  const { hash } = useLocation();
  const looked = useLook(file, hash);
  if (looked === 'looking') return <Skeleton height={320} />;
  if (looked !== null && 'share' in looked)
    return <SharedModelView key={looked.share.digest} share={looked.share} fileName={file?.name ?? null} />;
  return (
    <Page
      title="Open a model"
      description="Look at a model that somebody shared, and ask it, before you keep it."
    >
      {looked !== null && <ErrorPanel error={looked.error} />}
      <Panel>
        <PastedLink />
        <Empty
          icon={IconPackageImport}
          title="Drop a .treadle file anywhere"
          actions={
            <FileButton
              accept={PACKAGE_ENDING}
              onChange={(chosen) => openedFile.set(chosen)}
              inputProps={{ 'aria-label': 'Model file' }}
            >
              {(props) => <Button {...props}>Choose a file</Button>}
            </FileButton>
          }
        >
          File or link, it is checked on this device and sent nowhere.
        </Empty>
      </Panel>
    </Page>
  );
}

/** A link opens in the Treadle whose address it bears; pasted, in this one. */
function PastedLink() {
  const navigate = useNavigate();
  const [link, setLink] = useState('');
  const open = (): void => {
    openedFile.set(null);
    void navigate({ to: '/open', hash: textOfLink(link) });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        open();
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Link that contains a model"
          placeholder="https://…/open#m1.…"
          value={link}
          onChange={(event) => setLink(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          flex={1}
          miw={200}
        />
        <Button type="submit" disabled={link.trim() === ''}>
          Open
        </Button>
      </Group>
    </form>
  );
}

/** A file comes before the link, since it was chosen later. */
function useLook(file: File | null, hash: string): Looked {
  const [looked, setLooked] = useState<Looked>(null);
  useEffect(() => {
    let current = true;
    const show = (next: Looked): void => {
      if (current) setLooked(next);
    };
    show(file === null && hash === '' ? null : 'looking');
    look(file, hash).then(
      (share) => show(share === null ? null : { share }),
      (error: unknown) => show({ error }),
    );
    return () => {
      current = false;
    };
  }, [file, hash]);
  return looked;
}

async function look(file: File | null, hash: string): Promise<OpenedShare | null> {
  if (file !== null) return opened(new Uint8Array(await file.arrayBuffer()), null);
  return hash === '' ? null : openShared(hash);
}
