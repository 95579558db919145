import { Skeleton, Text } from '@mantine/core';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { useManifest } from '../models/use-manifest.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { Panel } from '../shell/panel.tsx';
import { FilePredict } from './file-predict.tsx';
import { FormPredict } from './form-predict.tsx';
import { JsonPredict } from './json-predict.tsx';
import type { PredictTab } from './routes.ts';

/** One way of asking one version. */
export function VersionPredict({ version, way }: { version: VersionEntry; way: PredictTab }) {
  const { answer: manifest, error } = useManifest(version);
  if (error !== null) return <ErrorPanel error={error} />;
  if (manifest === undefined) return <Skeleton height={320} />;
  if (manifest === null) {
    return (
      <Panel>
        <Text fz="sm" c="dimmed">
          The package of this version is not on this device yet; it comes with the next sync.
        </Text>
      </Panel>
    );
  }
  if (way === 'json') return <JsonPredict version={version} signature={manifest.signature} />;
  if (way === 'file') return <FilePredict version={version} signature={manifest.signature} />;
  return <FormPredict version={version} manifest={manifest} />;
}
