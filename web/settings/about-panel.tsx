import { Anchor, Text } from '@mantine/core';
import { ENGINE_VERSION } from '../../shared/pipelines/engine-version.ts';
import { useHost } from '../shell/host-context.tsx';
import { Panel } from '../shell/panel.tsx';
import { useStore } from '../shell/store.ts';
import { Setting } from './setting.tsx';

export function AboutPanel() {
  const { status } = useStore(useHost().sync);
  return (
    <Panel title="About">
      <Setting label="Treadle" hint="A treadle turns a wheel by foot, with no power line.">
        <Text fz="sm">
          {__APP_VERSION__}
          {__APP_COMMIT__ !== null && ` (${__APP_COMMIT__})`}
        </Text>
      </Setting>
      <Setting label="Engine" hint="The same recipe, data and engine version give the same model.">
        <Text fz="sm">{ENGINE_VERSION}</Text>
      </Setting>
      <Setting label="Browser" hint={navigator.userAgent}>
        {status === 'in-sync' && (
          <Anchor fz="sm" href="/docs">
            API documentation
          </Anchor>
        )}
      </Setting>
    </Panel>
  );
}
