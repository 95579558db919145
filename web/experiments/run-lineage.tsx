import { Anchor, Button, Stack, Table, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { AppError } from '../../shared/errors/app-error.ts';
import type { ArtifactRecord, RunRecord } from '../../shared/records/run.ts';
import { Digest } from '../shell/digest.tsx';
import { confirmRows } from '../shell/confirm-rows.tsx';
import { download } from '../shell/download.ts';
import { formatBytes, formatCount } from '../shell/format.ts';
import { useHost, useWorkspaceState } from '../shell/host-context.tsx';
import { notifyError } from '../shell/notify.tsx';
import { Panel } from '../shell/panel.tsx';
import { StagePill } from '../shell/pill.tsx';
import { useLive } from '../shell/use-live.ts';

/** Where the run comes from and where it went. */
export function RunLineage({ run }: { run: RunRecord }) {
  return (
    <Stack gap="lg">
      <Panel title="Comes from" flush>
        <Origins run={run} />
      </Panel>
      <Versions run={run} />
      <Panel title="Artifacts" flush={run.artifacts.length > 0}>
        {run.artifacts.length === 0 ? (
          <Text fz="sm" c="dimmed">
            None.
          </Text>
        ) : (
          <Artifacts run={run} />
        )}
      </Panel>
    </Stack>
  );
}

function Origins({ run }: { run: RunRecord }) {
  const here = useLive((host) => host.workspace.datasets.has(run.dataVersion), [run.dataVersion]);
  return (
    <Table verticalSpacing={6}>
      <Table.Tbody>
        <Table.Tr>
          <Table.Th scope="row" w="30%">
            Dataset
          </Table.Th>
          <Table.Td>
            {here === true ? (
              <Anchor
                renderRoot={(props) => (
                  <Link
                    to="/data/$dataset"
                    params={{ dataset: run.dataset }}
                    search={{ version: run.dataVersion }}
                    {...props}
                  />
                )}
              >
                {run.dataset}
              </Anchor>
            ) : (
              `${run.dataset}; its rows are not on this device`
            )}
            , {formatCount(run.nRows)} rows
          </Table.Td>
        </Table.Tr>
        <BaseRow run={run} />
        <DigestRow label="Data version" digest={run.dataVersion} />
        <DigestRow label="Recipe" digest={run.recipeDigest} />
        {run.modelDigest !== null && <DigestRow label="Model package" digest={run.modelDigest} />}
      </Table.Tbody>
    </Table>
  );
}

/** The version that training went on from, where it did. */
function BaseRow({ run }: { run: RunRecord }) {
  const models = useWorkspaceState()?.registry.models.values() ?? [];
  const { continueFrom } = run.recipe;
  if (continueFrom === undefined) return null;
  const base = [...models]
    .flatMap((model) => model.versions)
    .find((version) => version.digest === continueFrom.digest);
  if (base === undefined) return <DigestRow label="Goes on from" digest={continueFrom.digest} />;
  const { model, version } = base;
  return (
    <Table.Tr>
      <Table.Th scope="row">Goes on from</Table.Th>
      <Table.Td>
        <Anchor
          renderRoot={(props) => (
            <Link to="/models/$model" params={{ model }} search={{ version }} {...props} />
          )}
        >
          {model} v{version}
        </Anchor>
      </Table.Td>
    </Table.Tr>
  );
}

function DigestRow({ label, digest }: { label: string; digest: string }) {
  return (
    <Table.Tr>
      <Table.Th scope="row">{label}</Table.Th>
      <Table.Td>
        <Digest value={digest} label={label.toLowerCase()} />
      </Table.Td>
    </Table.Tr>
  );
}

function Versions({ run }: { run: RunRecord }) {
  const models = useWorkspaceState()?.registry.models.values() ?? [];
  const versions = [...models]
    .flatMap((model) => model.versions)
    .filter((version) => version.runId === run.runId);
  return (
    <Panel title="Registered as" flush={versions.length > 0}>
      {versions.length === 0 ? (
        <Text fz="sm" c="dimmed">
          Not registered.
        </Text>
      ) : (
        <Table>
          <Table.Tbody>
            {versions.map((version) => (
              <Table.Tr key={version.versionId}>
                <Table.Td>
                  <Anchor
                    renderRoot={(props) => (
                      <Link
                        to="/models/$model"
                        params={{ model: version.model }}
                        search={{ version: version.version }}
                        {...props}
                      />
                    )}
                  >
                    {version.model} v{version.version}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <StagePill stage={version.stage} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}

/** A package that holds rows is no artifact of its run, since those travel with it; it is kept here. */
function usePackageWithRows({ modelDigest, artifacts }: RunRecord): ArtifactRecord | null {
  const listed = modelDigest === null || artifacts.some(({ digest }) => digest === modelDigest);
  const sizeBytes = useLive(
    async (host) => (listed ? null : ((await host.workspace.blobs.get(modelDigest))?.length ?? null)),
    [modelDigest, listed],
  );
  if (listed || sizeBytes === undefined || sizeBytes === null) return null;
  return { path: 'model.treadle', mediaType: 'application/octet-stream', sizeBytes, digest: modelDigest };
}

function Artifacts({ run }: { run: RunRecord }) {
  const { workspace } = useHost();
  const kept = usePackageWithRows(run);
  const artifacts = kept === null ? run.artifacts : [kept, ...run.artifacts];
  const save = async (artifact: ArtifactRecord): Promise<void> => {
    const bytes = await workspace.blobs.get(artifact.digest);
    if (bytes === null)
      throw new AppError('blob-unknown', { detail: `${artifact.path} is not on this device.` });
    const save = (): void => download(artifact.path, bytes as Uint8Array<ArrayBuffer>, artifact.mediaType);
    if (artifact.digest === run.modelDigest) confirmRows(bytes, save);
    else save();
  };
  return (
    <Table verticalSpacing={5}>
      <Table.Tbody>
        {artifacts.map((artifact) => (
          <Table.Tr key={artifact.path}>
            <Table.Td>{artifact.path}</Table.Td>
            <Table.Td ta="right">{formatBytes(artifact.sizeBytes)}</Table.Td>
            <Table.Td>
              <Digest value={artifact.digest} label={artifact.path} />
            </Table.Td>
            <Table.Td ta="right">
              <Button
                size="compact-xs"
                variant="default"
                leftSection={<IconDownload size={14} />}
                aria-label={`Download ${artifact.path}`}
                onClick={() => void save(artifact).catch(notifyError)}
              >
                Download
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
