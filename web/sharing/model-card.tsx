import { SimpleGrid, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import type { OpenedShare } from '../../workers/sharing/shared-file.ts';
import { calibrationText } from '../models/calibration-text.ts';
import { Digest } from '../shell/digest.tsx';
import { formatBytes, formatCount, formatMetric } from '../shell/format.ts';
import { metricLabel } from '../shell/metric-labels.ts';
import { Panel } from '../shell/panel.tsx';

/** What a package says of itself, read without running any of it. */
export function ModelCard({ share: { manifest, digest, bytes } }: { share: OpenedShare }) {
  const { recipe, estimator, signature, profile, metrics } = manifest;
  const calibration = calibrationText(manifest);
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <Panel title="Model card" flush>
        <Table verticalSpacing={6}>
          <Table.Tbody>
            <Fact label="Predicts">
              {signature.output.name}
              {signature.output.labels.length > 0 && `: ${signature.output.labels.slice(0, 8).join(', ')}`}
            </Fact>
            <Fact label="Estimator">{estimator.name}</Fact>
            {calibration !== null && <Fact label="Probabilities">{calibration}</Fact>}
            <Fact label="Trained on">
              {formatCount(profile.nRows)} rows, seed {recipe.seed}
            </Fact>
            <Fact label="Data version">
              <Digest value={manifest.dataVersion} label="data version" />
            </Fact>
            <Fact label="Package">
              <Digest value={digest} label="package digest" /> {formatBytes(bytes.length)}
            </Fact>
            <Fact label="Engine">{manifest.engineVersion}</Fact>
            <Fact label="Rows of the data">
              {manifest.containsRows ? 'are in the package' : 'none in it'}
            </Fact>
          </Table.Tbody>
        </Table>
      </Panel>
      <Panel title="Metrics" note="on its test part, by its own word" flush>
        <Table verticalSpacing={5}>
          <Table.Tbody>
            {metrics.map(({ key, value }) => (
              <Table.Tr key={key}>
                <Table.Td>{metricLabel(key)}</Table.Td>
                <Table.Td ta="right">{formatMetric(value)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Panel>
    </SimpleGrid>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500} w="38%">
        {label}
      </Table.Th>
      <Table.Td>{children}</Table.Td>
    </Table.Tr>
  );
}
