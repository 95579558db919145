import { NumberInput, Text } from '@mantine/core';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { preferences, setPreferences } from '../shell/preferences.ts';
import { useStore } from '../shell/store.ts';
import { BackendSetting } from './backend-setting.tsx';
import { Setting } from './setting.tsx';

const cores = navigator.hardwareConcurrency;

export function ComputePanel() {
  const { threads, seed, memoryMb } = useStore(preferences);
  return (
    <Panel title="Compute">
      <Setting
        label="Threads"
        hint={`Empty: as many as pay for the data at hand. This device has ${cores} cores. Any number trains the same model, byte for byte.`}
      >
        <NumberInput
          aria-label="Threads"
          w={140}
          min={1}
          max={cores}
          allowDecimal={false}
          placeholder="Automatic"
          value={threads ?? ''}
          onChange={(next) => setPreferences({ threads: typeof next === 'number' ? next : null })}
        />
      </Setting>
      <Setting label="Seed for new runs" hint="The same recipe, data and seed give the same model.">
        <NumberInput
          aria-label="Seed for new runs"
          w={140}
          min={0}
          max={2 ** 32 - 1}
          allowDecimal={false}
          value={seed}
          onChange={(next) => typeof next === 'number' && setPreferences({ seed: next })}
        />
      </Setting>
      <Setting
        label="Memory for a training, in MB"
        hint="Beside its data. Empty: what this device seems to have. A training that needs more is refused before it starts, with what would fit."
      >
        <NumberInput
          aria-label="Memory for a training, in MB"
          w={140}
          min={1}
          allowDecimal={false}
          placeholder="Automatic"
          value={memoryMb ?? ''}
          onChange={(next) => setPreferences({ memoryMb: typeof next === 'number' ? next : null })}
        />
      </Setting>
      <BackendSetting />
      <Setting
        label="Shared memory"
        hint="Lets the threads of one training work on the same table without copies."
      >
        {crossOriginIsolated ? <Pill tone="good">Available</Pill> : <Isolation />}
      </Setting>
    </Panel>
  );
}

function Isolation() {
  return (
    <Text fz="sm" maw={320}>
      Not available: the server does not send the isolation headers. Training works, with copies.
    </Text>
  );
}
