import { Button, Group, Table, Text } from '@mantine/core';
import type { ConsideredBackend } from '../../workers/backends/backend.ts';
import type { BackendReport } from '../../workers/browser/probe-backends.ts';
import { backendReport, engineLabels, keepBackendReport } from '../shell/backend-report.ts';
import { BackendSelect } from '../shell/backend-select.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatAgo, formatCount } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { Pill } from '../shell/pill.tsx';
import { useStore } from '../shell/store.ts';
import { useAction } from '../shell/use-action.ts';
import { Setting } from './setting.tsx';

/** What neural networks train on, and a look at what this device can do. */
export function BackendSetting() {
  const host = useHost();
  const report = useStore(backendReport);
  const probing = useAction(async () => keepBackendReport(await host.probeBackends()));
  return (
    <>
      <Setting
        label="Backend for neural networks"
        hint="Automatic: the own engine, which gives the same bytes everywhere; a GPU where a large network is measured to be clearly faster on it. Networks for texts train on tfjs: WebAssembly, or a GPU where it is clearly faster. Where a device is lost, the next one goes on from the last epoch."
      >
        <Group gap="xs">
          <Button variant="default" loading={probing.busy} onClick={probing.start}>
            Probe this device
          </Button>
          <BackendSelect />
        </Group>
      </Setting>
      {probing.error !== null && <ErrorPanel error={probing.error} />}
      {report !== null && <ProbeResult report={report} />}
    </>
  );
}

function ProbeResult({ report: { chosen, considered, at, shape } }: { report: BackendReport }) {
  return (
    <>
      <Table verticalSpacing={5} horizontalSpacing="xs" aria-label="Backends on this device">
        <Table.Tbody>
          {considered.map((entry) => (
            <Table.Tr key={entry.name}>
              <Table.Th scope="row" fw={400} w="38%">
                {engineLabels[entry.name]}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <Group justify="space-between" gap={4}>
                  <Finding entry={entry} />
                  {entry.name === chosen && <Pill tone="good">chosen</Pill>}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text fz="xs" c="dimmed" mt={4} mb="sm">
        Measured {formatAgo(at)} on a network of {shape.sizes.join('-')} units, {shape.batchSize} rows a step.
        A training measures its own network.
      </Text>
    </>
  );
}

function Finding({ entry: { usable, reason, stepsPerSecond } }: { entry: ConsideredBackend }) {
  if (!usable || stepsPerSecond === null) {
    return (
      <Text fz="sm" c="dimmed">
        {reason ?? 'not measured'}
      </Text>
    );
  }
  return `${formatCount(stepsPerSecond)} training steps a second`;
}
