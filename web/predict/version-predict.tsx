import { Skeleton } from '@mantine/core';
import { IconCloudOff } from '@tabler/icons-react';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { useManifest } from '../models/use-manifest.ts';
import { Empty } from '../shell/empty.tsx';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Panel } from '../shell/panel.tsx';
import { FilePredict } from './file-predict.tsx';
import { FormPredict } from './form-predict.tsx';
import { JsonPredict } from './json-predict.tsx';
import type { PredictTab } from './predict-tabs.ts';

/** One way of asking one version. */
export function VersionPredict({ version, way }: { version: VersionEntry; way: PredictTab }) {
  const { answer: manifest, error } = useManifest(version);
  if (error !== null) return <ErrorPanel error={error} />;
  if (manifest === undefined) return <Skeleton height={320} />;
  if (manifest === null) {
    return (
      <Panel>
        <Empty icon={IconCloudOff} title="This version is not on this device yet">
          Its package comes with the next sync, once the server can be reached. From then on it answers
          offline too.
        </Empty>
      </Panel>
    );
  }
  if (way === 'json') return <JsonPredict version={version} manifest={manifest} />;
  if (way === 'file') return <FilePredict version={version} signature={manifest.signature} />;
  return <FormPredict version={version} manifest={manifest} />;
}
