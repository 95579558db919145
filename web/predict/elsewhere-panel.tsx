import { Stack } from '@mantine/core';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { Panel } from '../shell/panel.tsx';
import { CommandLine } from './command-line.tsx';
import { curlCommand, treadleCommand } from './same-prediction.ts';

/** How others get the very same answer. */
export function ElsewherePanel({ version, features }: { version: VersionEntry; features: unknown }) {
  return (
    <Panel title="The same prediction elsewhere" note="same package, same answer">
      <Stack>
        <CommandLine label="Over HTTP" command={curlCommand(window.location.origin, version, features)} />
        <CommandLine label="On the command line" command={treadleCommand(version, features)} />
      </Stack>
    </Panel>
  );
}
