import { Anchor, Box, Table, Text } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { DriftReport, FeatureDrift } from '../../shared/monitoring/drift-report.ts';
import type { FeatureProfile, ReferenceProfile } from '../../shared/statistics/profile.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { formatNumber, formatPercent } from '../shell/format.ts';
import { Pill, type Tone } from '../shell/pill.tsx';
import { binLabels, shares } from './distributions.ts';

const route = getRouteApi('/monitoring');

interface DriftTableProps {
  readonly drift: DriftReport;
  readonly reference: ReferenceProfile;
}

/** A line per feature, the most moved first; a click opens both distributions. */
export function DriftTable({ drift, reference }: DriftTableProps) {
  const features = drift.features
    .map((feature, index) => ({ feature, profile: reference.features[index]! }))
    .sort((a, b) => strength(b.feature) - strength(a.feature));
  return (
    <Table miw={760} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Feature</Table.Th>
          <Table.Th>State</Table.Th>
          <Table.Th>Test</Table.Th>
          <Table.Th ta="right">Adjusted p</Table.Th>
          <Table.Th ta="right">Effect</Table.Th>
          <Table.Th ta="right">PSI</Table.Th>
          <Table.Th ta="right">Missing, then → now</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {features.map(({ feature, profile }) => (
          <FeatureRow key={feature.name} feature={feature} profile={profile} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** How many times the size that matters the effect has. */
const strength = ({ effect }: FeatureDrift): number => effect.value / Math.max(effect.threshold, 1e-12);

const states: Record<FeatureDrift['status'], { tone: Tone; label: string }> = {
  drift: { tone: 'bad', label: 'Drift' },
  ok: { tone: 'good', label: 'OK' },
  'not-enough-data': { tone: 'neutral', label: 'Not enough data' },
};

function FeatureRow({ feature, profile }: { feature: FeatureDrift; profile: FeatureProfile }) {
  const open = route.useSearch({ select: (search) => search.feature === feature.name });
  const navigate = route.useNavigate();
  const toggle = (): void =>
    void navigate({ search: (old) => ({ ...old, feature: open ? undefined : feature.name }), replace: true });
  const { tone, label } = states[feature.status];
  const { reference, current } = feature.missingRate;
  return (
    <>
      <Table.Tr>
        <Table.Th scope="row">
          <Anchor component="button" type="button" fw={550} onClick={toggle} aria-expanded={open}>
            {feature.name}
          </Anchor>
        </Table.Th>
        <Table.Td>
          <Pill tone={tone}>{label}</Pill>
        </Table.Td>
        <Table.Td>
          <Text fz="xs" c="dimmed">
            {feature.test}
          </Text>
        </Table.Td>
        <Table.Td ta="right">{formatNumber(feature.adjustedP)}</Table.Td>
        <Table.Td ta="right">
          {feature.effect.value.toFixed(3)}
          <Text span fz="xs" c="dimmed">
            {' '}
            of {feature.effect.threshold}
          </Text>
        </Table.Td>
        <Table.Td ta="right">{feature.psi.toFixed(3)}</Table.Td>
        <Table.Td ta="right">
          {formatPercent(reference)} → {formatPercent(current)}
        </Table.Td>
      </Table.Tr>
      {open && (
        <Table.Tr>
          <Table.Td colSpan={7}>
            <Box p="xs">
              <BarChart
                label={`${feature.name} now and in training`}
                categories={binLabels(profile)}
                series={[
                  { name: 'Now', values: shares(feature.currentCounts) },
                  { name: 'Training', values: shares(feature.referenceCounts) },
                ]}
                format={(value) => formatPercent(value, 0)}
              />
            </Box>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}
