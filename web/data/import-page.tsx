import { Anchor, Button, Stack } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Page } from '../shell/page.tsx';
import { useStore } from '../shell/store.ts';
import { ChooseSource } from './choose-source.tsx';
import { ImportReviewPanel } from './import-review.tsx';
import { forgetFile, importSource, type ImportSource } from './import-source.ts';
import { SamplePicker } from './sample-picker.tsx';

const route = getRouteApi('/data/import');

export function ImportPage() {
  const source = useStore(importSource);
  const { dataset } = route.useSearch();
  const title = source === null ? 'Load data' : `Load ${source.fileName}`;
  return (
    <Page
      title={title}
      trail={<Anchor renderRoot={(props) => <Link to="/data" {...props} />}>Data</Anchor>}
      description={dataset === undefined ? undefined : `The rows are appended to the dataset ${dataset}.`}
      actions={
        source !== null && (
          <Button variant="default" onClick={forgetFile}>
            Choose another file
          </Button>
        )
      }
    >
      {source === null ? (
        <Stack gap="xl">
          <ChooseSource />
          <SamplePicker />
        </Stack>
      ) : (
        <ImportReviewPanel key={keyOf(source)} source={source} appendTo={dataset ?? null} />
      )}
    </Page>
  );
}

const keys = new WeakMap<ImportSource, string>();

/** Another file starts another review, also when it bears the same name. */
function keyOf(source: ImportSource): string {
  const known = keys.get(source) ?? crypto.randomUUID();
  keys.set(source, known);
  return known;
}
