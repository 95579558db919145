import { SegmentedControl, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { Panel } from '../shell/panel.tsx';
import { Setting } from './setting.tsx';

const schemes: { value: MantineColorScheme; label: string }[] = [
  { value: 'auto', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
];

export function AppearancePanel() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Panel title="Appearance">
      <Setting label="Theme">
        <SegmentedControl
          aria-label="Theme"
          data={schemes}
          value={colorScheme}
          onChange={(next) => setColorScheme(next)}
        />
      </Setting>
    </Panel>
  );
}
