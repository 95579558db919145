import { Select } from '@mantine/core';
import { preferences, setPreferences } from '../shell/preferences.ts';
import { useStore } from '../shell/store.ts';
import { Setting } from './setting.tsx';

const backends = [
  { value: 'wasm', label: 'WebAssembly' },
  { value: 'webgpu', label: 'WebGPU' },
  { value: 'webgl', label: 'WebGL' },
  { value: 'cpu', label: 'JavaScript' },
];

export function BackendSetting() {
  const { backend } = useStore(preferences);
  return (
    <Setting
      label="Backend for neural networks"
      hint="Automatic tries real training steps and takes the fastest that works."
    >
      <Select
        aria-label="Backend for neural networks"
        w={180}
        data={backends}
        value={backend}
        onChange={(next) => setPreferences({ backend: next })}
        placeholder="Automatic"
        clearable
      />
    </Setting>
  );
}
