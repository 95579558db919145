import { Anchor, SimpleGrid, Skeleton, Stack, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { ModelImportance } from '../importance/model-importance.tsx';
import { Digest } from '../shell/digest.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatBytes, formatMetric } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { Panel } from '../shell/panel.tsx';
import { calibrationText } from './calibration-text.ts';
import { SignatureTable } from './signature-table.tsx';
import { tagsText } from './typed-pairs.ts';
import { useManifest } from './use-manifest.ts';
import { VersionCalibration } from './version-calibration.tsx';

export function VersionDetails({ version }: { version: VersionEntry }) {
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <Stack gap="lg">
          <Panel
            title={`Version ${version.version}`}
            note={version.description === '' ? `v${version.semver}` : version.description}
            flush
          >
            <Facts version={version} />
          </Panel>
          <VersionCalibration version={version} />
        </Stack>
        <Panel title="Metrics" note="on its test part" flush>
          <Table verticalSpacing={5}>
            <Table.Tbody>
              {version.metrics.map(({ key, value }) => (
                <Table.Tr key={key}>
                  <Table.Td>{metricLabel(key)}</Table.Td>
                  <Table.Td ta="right">{formatMetric(value)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Panel>
      </SimpleGrid>
      {version.file === undefined ? <Signature version={version} /> : <KeptFile file={version.file} />}
      <ModelImportance
        model={{
          title: `${version.model} v${version.version}`,
          digest: version.digest,
          dataVersion: version.dataVersion,
        }}
      />
    </Stack>
  );
}

function Facts({ version }: { version: VersionEntry }) {
  const { runId } = version;
  return (
    <Table verticalSpacing={6}>
      <Table.Tbody>
        <Fact label="Estimator">{version.estimator}</Fact>
        {version.file === undefined && <Probabilities version={version} />}
        <Fact label="Run">
          {runId === null ? (
            '–'
          ) : (
            <Anchor
              fz="sm"
              renderRoot={(props) => <Link to="/experiments/runs/$runId" params={{ runId }} {...props} />}
            >
              Open the run
            </Anchor>
          )}
        </Fact>
        <Fact label="Dataset">{version.dataset ?? '–'}</Fact>
        <Fact label="Data version">
          {version.dataVersion === '' ? '–' : <Digest value={version.dataVersion} label="data version" />}
        </Fact>
        {version.tags.length > 0 && <Fact label="Tags">{tagsText(version.tags)}</Fact>}
        <Fact label={version.file === undefined ? 'Package' : 'File'}>
          <Digest value={version.digest} label="package digest" /> {formatBytes(version.sizeBytes)}
        </Fact>
        <Fact label="Registered by">{version.actor}</Fact>
      </Table.Tbody>
    </Table>
  );
}

/** Read from the package, so of nothing where that is not on this device. */
function Probabilities({ version }: { version: VersionEntry }) {
  const { answer: manifest } = useManifest(version);
  const text = manifest == null ? null : calibrationText(manifest);
  return text === null ? null : <Fact label="Probabilities">{text}</Fact>;
}

function Fact({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} w="38%">
        {label}
      </Table.Th>
      <Table.Td>{children}</Table.Td>
    </Table.Tr>
  );
}

function KeptFile({ file: { name, format } }: { file: NonNullable<VersionEntry['file']> }) {
  return (
    <Panel title="File">
      <Text fz="sm">
        {name} ({format}) is kept as it came. Nothing here can run it, so it cannot be promoted or asked; it
        can be described, compared and downloaded.
      </Text>
    </Panel>
  );
}

function Signature({ version }: { version: VersionEntry }) {
  const { answer: manifest, error } = useManifest(version);
  if (error !== null) return <ErrorPanel error={error} />;
  if (manifest === undefined) return <Skeleton height={200} />;
  return (
    <Panel
      title="Signature"
      note="what a prediction must bring, and what it answers"
      flush={manifest !== null}
    >
      {manifest === null ? (
        <Text fz="sm" c="dimmed">
          The package is not on this device yet; it comes with the next sync.
        </Text>
      ) : (
        <SignatureTable signature={manifest.signature} />
      )}
    </Panel>
  );
}
