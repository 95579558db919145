import { Alert, Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { IconDownload, IconQrcode } from '@tabler/icons-react';
import { useState } from 'react';
import type { AppError } from '../../shared/errors/app-error.ts';
import { MAX_LINK_BYTES } from '../../shared/packaging/share-link.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { packageName } from '../../workers/lifecycle/file-formats.ts';
import { htmlFile } from '../../workers/sharing/html-file.ts';
import { originOf } from '../../workers/sharing/shared-file.ts';
import { download } from '../shell/download.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatBytes, formatCount } from '../shell/format.ts';
import { useAnswer } from '../shell/use-answer.ts';
import { MAX_QR_CHARACTERS, QrCode } from './qr-code.tsx';
import { ShareAddress } from './share-address.tsx';

export interface ReadyToShare {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The link that contains the model, or why there is none. */
  readonly link: string | AppError;
}

interface WaysProps {
  readonly version: VersionEntry;
  readonly ready: ReadyToShare;
}

type Way = 'link' | 'file' | 'html' | 'server';

/** Four ways to pass a version on; it begins with one that this model can take. */
export function ShareWays({ version, ready: { bytes, link } }: WaysProps) {
  const [way, choose] = useState<Way>(typeof link === 'string' ? 'link' : 'file');
  return (
    <Tabs value={way} onChange={(next) => choose(next as Way)} keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="link">Link</Tabs.Tab>
        <Tabs.Tab value="file">File</Tabs.Tab>
        <Tabs.Tab value="html">Web page</Tabs.Tab>
        <Tabs.Tab value="server">Server</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="link">
        <LinkWay link={link} onServer={() => choose('server')} />
      </Tabs.Panel>
      <Tabs.Panel value="file">
        <FileWay version={version} bytes={bytes} />
      </Tabs.Panel>
      <Tabs.Panel value="html">
        <HtmlWay version={version} bytes={bytes} />
      </Tabs.Panel>
      <Tabs.Panel value="server">
        <ServerWay version={version} />
      </Tabs.Panel>
    </Tabs>
  );
}

function LinkWay({ link, onServer }: { link: string | AppError; onServer: () => void }) {
  if (typeof link !== 'string')
    return (
      <Alert color="yellow" title="Too large for a link">
        <Text fz="sm" mb="sm">
          It takes {formatBytes(Number(link.extra['sizeBytes']))} compressed, and a link carries at most{' '}
          {formatBytes(MAX_LINK_BYTES)}. Share it as a file, as a web page, or by the address of this server.
        </Text>
        <ServerCodeButton onClick={onServer} />
      </Alert>
    );
  return (
    <ShareAddress
      label="link"
      value={link}
      note={`${formatBytes(link.length)}. The model is in it, behind #, which browsers send to no server. Any Treadle opens it, also pasted under Models → Open a shared model.`}
    >
      {link.length <= MAX_QR_CHARACTERS ? (
        <QrCode text={link} />
      ) : (
        <Stack gap="xs" align="flex-start">
          <Text fz="sm" c="dimmed">
            Too long for a QR code: that holds {formatCount(MAX_QR_CHARACTERS)} characters, the link has{' '}
            {formatCount(link.length)}. The address on this server is short.
          </Text>
          <ServerCodeButton onClick={onServer} />
        </Stack>
      )}
    </ShareAddress>
  );
}

function ServerCodeButton({ onClick }: { onClick: () => void }) {
  return (
    <Button size="xs" variant="default" leftSection={<IconQrcode size={15} aria-hidden />} onClick={onClick}>
      Show the server’s QR code
    </Button>
  );
}

function FileWay({ version, bytes }: { version: VersionEntry; bytes: Uint8Array<ArrayBuffer> }) {
  const name = packageName(version.model, version.version);
  return (
    <Stack align="flex-start">
      <Text fz="sm">
        {formatBytes(bytes.length)}. Drop it on any page of Treadle, or open it with the installed app.
      </Text>
      <Button
        leftSection={<IconDownload size={16} aria-hidden />}
        onClick={() => download(name, bytes, 'application/octet-stream')}
      >
        Download {name}
      </Button>
    </Stack>
  );
}

function HtmlWay({ version, bytes }: { version: VersionEntry; bytes: Uint8Array<ArrayBuffer> }) {
  const name = packageName(version.model, version.version, '.html');
  const { answer: html, error } = useAnswer(`html:${version.versionId}:${version.description}`, async () => {
    const { default: predictor } = await import('virtual:predictor');
    return htmlFile(predictor, bytes, originOf(version));
  });
  if (error !== null) return <ErrorPanel error={error} />;
  return (
    <Stack align="flex-start">
      <Text fz="sm">
        One file with the card, a form and the prediction. It works from disk, in any browser, with no
        network: its own policy forbids it to send anything.
        {html === undefined ? '' : ` ${formatBytes(html.length)}.`}
      </Text>
      <Button
        leftSection={<IconDownload size={16} aria-hidden />}
        loading={html === undefined}
        onClick={() => download(name, html!, 'text/html')}
      >
        Download {name}
      </Button>
    </Stack>
  );
}

/** Names that mean the machine itself, wherever they are read. */
const OWN_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

function ServerWay({ version: { model, version, seq } }: { version: VersionEntry }) {
  const { origin, hostname } = window.location;
  const address = `${origin}/share/${encodeURIComponent(model)}@${version}`;
  return (
    <ShareAddress
      label="address"
      value={address}
      note="For whoever may read this server, as long as it runs and keeps this version."
    >
      {seq === null && (
        <Alert color="yellow" title={`v${version} is only on this device so far`}>
          The address works once the server has it; its number may still change until then.
        </Alert>
      )}
      {OWN_MACHINE.test(hostname) && (
        <Text fz="sm" c="dimmed">
          “{hostname}” is this machine alone: others need its name or its number in the network in that place.
        </Text>
      )}
      <Group>
        <QrCode text={address} />
      </Group>
    </ShareAddress>
  );
}
