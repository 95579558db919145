import {
  Alert,
  Button,
  Checkbox,
  Code,
  CopyButton,
  Group,
  List,
  Modal,
  Skeleton,
  Stack,
  Tabs,
  Text,
} from '@mantine/core';
import { IconDownload, IconFile, IconFileTypeHtml, IconLink, IconServer } from '@tabler/icons-react';
import { useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { packageName } from '../../workers/lifecycle/file-formats.ts';
import { contentsOf, contentsText } from '../../workers/sharing/package-contents.ts';
import { htmlFile } from '../../workers/sharing/html-file.ts';
import { linkWith, originOf, packageToShare } from '../../workers/sharing/shared-file.ts';
import { download } from '../shell/download.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatBytes } from '../shell/format.ts';
import { useAnswer } from '../shell/use-answer.ts';
import { QrCode } from './qr-code.tsx';

interface ShareModalProps {
  readonly version: VersionEntry;
  readonly onClose: () => void;
}

interface Ready {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contains: readonly string[];
  readonly containsRows: boolean;
  /** The link that contains the model, or why there is none. */
  readonly link: string | AppError;
}

/** Says what leaves before it does, then offers the ways. */
export function ShareModal({ version, onClose }: ShareModalProps) {
  const [rowsConfirmed, confirm] = useState(false);
  const { answer, error } = useAnswer(
    `sharing:${version.versionId}:${version.description}`,
    async (host): Promise<Ready> => {
      const { bytes, manifest } = await packageToShare(host.workspace, version, true);
      const contains = contentsText(contentsOf(manifest));
      const { containsRows } = manifest;
      return { bytes: new Uint8Array(bytes), contains, containsRows, link: linkOf(version, bytes) };
    },
  );
  return (
    <Modal opened onClose={onClose} title={`Share ${version.model} v${version.version}`} size="lg">
      {error !== null && <ErrorPanel error={error} />}
      {answer === undefined && error === null && <Skeleton height={200} />}
      {answer !== undefined && (
        <Stack>
          <Stack gap={4}>
            <Text fz="sm" fw={600}>
              What leaves with it
            </Text>
            <List fz="sm" spacing={2}>
              {answer.contains.map((line) => (
                <List.Item key={line}>{line}</List.Item>
              ))}
            </List>
          </Stack>
          {answer.containsRows && (
            <Checkbox
              color="red"
              label="Whoever gets this model may read the rows that are in it"
              checked={rowsConfirmed}
              onChange={(event) => confirm(event.currentTarget.checked)}
            />
          )}
          {(!answer.containsRows || rowsConfirmed) && <Ways version={version} ready={answer} />}
        </Stack>
      )}
    </Modal>
  );
}

function linkOf(version: VersionEntry, bytes: Uint8Array): string | AppError {
  try {
    return linkWith(window.location.origin, bytes, originOf(version));
  } catch (thrown) {
    const error = AppError.from(thrown);
    if (error.code !== 'share-too-large') throw thrown;
    return error;
  }
}

function Ways({ version, ready: { bytes, link } }: { version: VersionEntry; ready: Ready }) {
  const { model, version: number } = version;
  const page = `${window.location.origin}/share/${encodeURIComponent(model)}@${number}`;
  return (
    <Tabs defaultValue="link" keepMounted={false}>
      <Tabs.List mb="md">
        <Tabs.Tab value="link" leftSection={<IconLink size={15} aria-hidden />}>
          Link with the model
        </Tabs.Tab>
        <Tabs.Tab value="file" leftSection={<IconFile size={15} aria-hidden />}>
          File
        </Tabs.Tab>
        <Tabs.Tab value="html" leftSection={<IconFileTypeHtml size={15} aria-hidden />}>
          Web page
        </Tabs.Tab>
        <Tabs.Tab value="server" leftSection={<IconServer size={15} aria-hidden />}>
          Server
        </Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="link">
        {link instanceof AppError ? (
          <Alert color="yellow" title="Too large for a link">
            <Text fz="sm">
              {link.detail} {link.remedy}
            </Text>
          </Alert>
        ) : (
          <Address
            label="link"
            value={link}
            note={`${formatBytes(link.length)}. The model is in it, behind #, which browsers send to no server; any page of Treadle opens it.`}
          />
        )}
      </Tabs.Panel>
      <Tabs.Panel value="file">
        <Stack align="flex-start">
          <Text fz="sm">
            {formatBytes(bytes.length)}. Drop it on any page of Treadle, or open it with the installed app.
          </Text>
          <Button
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => download(packageName(model, number), bytes, 'application/octet-stream')}
          >
            Download {packageName(model, number)}
          </Button>
        </Stack>
      </Tabs.Panel>
      <Tabs.Panel value="html">
        <HtmlWay version={version} bytes={bytes} />
      </Tabs.Panel>
      <Tabs.Panel value="server">
        <Address
          label="address"
          value={page}
          note="For whoever may read this server: it must be running, and have this version by then."
        />
      </Tabs.Panel>
    </Tabs>
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

function Address({ label, value, note }: { label: string; value: string; note: string }) {
  return (
    <Stack align="flex-start">
      <Code
        block
        mah={96}
        w="100%"
        style={{ overflow: 'auto', overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}
        tabIndex={0}
      >
        {value}
      </Code>
      <Group>
        <CopyButton value={value}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : `Copy the ${label}`}</Button>}
        </CopyButton>
      </Group>
      <Text fz="sm" c="dimmed">
        {note}
      </Text>
      <QrCode text={value} />
    </Stack>
  );
}
