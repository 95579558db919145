import { Anchor, Skeleton } from '@mantine/core';
import { Link, useParams } from '@tanstack/react-router';
import { AppError } from '../../shared/errors/app-error.ts';
import type { Origin } from '../../shared/packaging/share-link.ts';
import { opened, type OpenedShare } from '../../workers/sharing/shared-file.ts';
import { askServer, serverFetch } from '../shell/access.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Page } from '../shell/page.tsx';
import { useAnswer } from '../shell/use-answer.ts';
import { SharedModelView } from './shared-model.tsx';

type Shared = Origin & { readonly file: { readonly name: string } | null };

/** A version of the server's registry, by `MODEL@VERSION`, whatever this device has. */
export function SharePage() {
  const { reference } = useParams({ from: '/share/$reference' });
  const { answer, error } = useAnswer(`share:${reference}`, () => fetchShared(reference));
  if (answer !== undefined) return <SharedModelView key={answer.digest} share={answer} fileName={null} />;
  return (
    <Page
      title={reference}
      trail={<Anchor renderRoot={(props) => <Link to="/models" {...props} />}>Models</Anchor>}
    >
      {error === null ? <Skeleton height={320} /> : <ErrorPanel error={error} />}
    </Page>
  );
}

async function fetchShared(reference: string): Promise<OpenedShare> {
  const { file, ...version } = await askServer<Shared>(`/api/v1/share/${encodeURIComponent(reference)}`);
  if (file !== null)
    throw new AppError('not-servable', {
      detail: `${version.model} v${version.version} is the file "${file.name}".`,
    });
  const { digest, model, semver, description } = version;
  const answer = await serverFetch(`/api/v1/blobs/sha256:${digest}`).catch(() => null);
  if (answer?.ok !== true)
    throw new AppError('blob-unknown', {
      detail: 'The server does not hand out the package of this version.',
    });
  const bytes = new Uint8Array(await answer.arrayBuffer());
  return opened(bytes, { digest, model, version: version.version, semver, description });
}
