import { Select } from '@mantine/core';
import { engineLabels } from './backend-report.ts';
import { preferences, setPreferences } from './preferences.ts';
import { useStore } from './store.ts';

const options = Object.entries(engineLabels).map(([value, label]) => ({ value, label }));

/** Forces what networks train on; empty = what pays. */
export function BackendSelect() {
  const { backend } = useStore(preferences);
  return (
    <Select
      aria-label="Backend for neural networks"
      w={210}
      data={options}
      value={backend}
      onChange={(next) => setPreferences({ backend: next })}
      placeholder="Automatic"
      clearable
    />
  );
}
