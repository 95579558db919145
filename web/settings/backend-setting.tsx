import { Button, Group, Select, Table, Text } from '@mantine/core';
import { useState } from 'react';
import type { ConsideredBackend, EngineName } from '../../workers/backends/backend.ts';
import type { BackendReport } from '../../workers/browser/probe-backends.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { Pill } from '../shell/pill.tsx';
import { preferences, setPreferences } from '../shell/preferences.ts';
import { useStore } from '../shell/store.ts';
import { useAction } from '../shell/use-action.ts';
import { Setting } from './setting.tsx';

const labels: Record<EngineName, string> = {
  own: 'Own engine',
  wasm: 'WebAssembly',
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  cpu: 'JavaScript',
};
const options = Object.entries(labels).map(([value, label]) => ({ value, label }));

/** What neural networks train on, and a look at what this device can do. */
export function BackendSetting() {
  const host = useHost();
  const { backend } = useStore(preferences);
  const [report, setReport] = useState<BackendReport | null>(null);
  const probing = useAction(async () => setReport(await host.probeBackends()));
  return (
    <>
      <Setting
        label="Backend for neural networks"
        hint="Automatic: the own engine, which gives the same bytes everywhere; a GPU where a large network is measured to be clearly faster on it."
      >
        <Group gap="xs">
          <Button variant="default" loading={probing.busy} onClick={probing.start}>
            Probe this device
          </Button>
          <Select
            aria-label="Backend for neural networks"
            w={160}
            data={options}
            value={backend}
            onChange={(next) => setPreferences({ backend: next })}
            placeholder="Automatic"
            clearable
          />
        </Group>
      </Setting>
      {probing.error !== null && <ErrorPanel error={probing.error} />}
      {report !== null && <ProbeResult report={report} />}
    </>
  );
}

function ProbeResult({ report: { chosen, considered } }: { report: BackendReport }) {
  return (
    <Table verticalSpacing={5} horizontalSpacing="xs" mb="sm" aria-label="Backends on this device">
      <Table.Tbody>
        {considered.map((entry) => (
          <Table.Tr key={entry.name}>
            <Table.Td>{labels[entry.name]}</Table.Td>
            <Table.Td>
              <Finding entry={entry} />
            </Table.Td>
            <Table.Td ta="right">{entry.name === chosen && <Pill tone="good">chosen</Pill>}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
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
