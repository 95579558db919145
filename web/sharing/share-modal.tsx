import { Checkbox, List, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { AppError } from '../../shared/errors/app-error.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { contentsOf, contentsText } from '../../workers/sharing/package-contents.ts';
import { linkWith, originOf, packageToShare } from '../../workers/sharing/shared-file.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { useAnswer } from '../shell/use-answer.ts';
import { ShareWays, type ReadyToShare } from './share-ways.tsx';

interface ShareModalProps {
  readonly version: VersionEntry;
  readonly onClose: () => void;
}

interface Ready extends ReadyToShare {
  readonly contains: readonly string[];
  readonly containsRows: boolean;
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
          {(!answer.containsRows || rowsConfirmed) && <ShareWays version={version} ready={answer} />}
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
