import { Button, FileButton, Menu } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import {
  IconAdjustments,
  IconChevronDown,
  IconDownload,
  IconSparkles,
  IconTrash,
  IconUpload,
} from '@tabler/icons-react';
import { parseSuiteText, type Suite } from '../../../shared/records/suite.ts';
import { download } from '../../shell/download.ts';
import { useHost, type PageHost } from '../../shell/host-context.tsx';
import { notifyDone, notifyError } from '../../shell/notify.tsx';
import type { DatasetViewProps } from '../dataset-view.ts';
import { inferSuite } from './infer-suite.ts';
import { ThresholdsEditor } from './thresholds-editor.tsx';

/** What can be done with the suite as a whole. */
export function SuiteMenu({ dataset, dataVersion, suite }: DatasetViewProps & { readonly suite: Suite }) {
  const host = useHost();
  const [editing, thresholds] = useDisclosure(false);
  const { name } = dataset;
  const put = (next: Suite): Promise<void> => host.workspace.suites.put(name, next);
  const infer = async (): Promise<void> => {
    const next = await inferSuite(host, dataset, dataVersion);
    await put({ ...next, thresholds: suite.thresholds });
    notifyDone('The expectations are inferred anew.', () => put(suite));
  };
  const remove = async (): Promise<void> => {
    await host.workspace.suites.delete(name);
    notifyDone('Nothing is promised of this dataset any more.', () => put(suite));
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" rightSection={<IconChevronDown size={14} />}>
            Suite
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconAdjustments size={16} />} onClick={thresholds.open}>
            Thresholds of findings
          </Menu.Item>
          <Menu.Item leftSection={<IconSparkles size={16} />} onClick={() => void infer().catch(notifyError)}>
            Infer again from these rows
          </Menu.Item>
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => save(name, suite)}>
            Export as JSON
          </Menu.Item>
          <FileButton accept="application/json,.json" onChange={(file) => readInto(host, name, file)}>
            {(props) => (
              <Menu.Item leftSection={<IconUpload size={16} />} closeMenuOnClick={false} {...props}>
                Import JSON
              </Menu.Item>
            )}
          </FileButton>
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} />}
            onClick={() => void remove().catch(notifyError)}
          >
            Remove the suite
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {editing && (
        <ThresholdsEditor
          thresholds={suite.thresholds}
          onSave={(next) => put({ ...suite, thresholds: next })}
          onClose={thresholds.close}
        />
      )}
    </>
  );
}

/** A button that takes a suite from a file. */
export function SuiteImport({ dataset }: { readonly dataset: string }) {
  const host = useHost();
  return (
    <FileButton accept="application/json,.json" onChange={(file) => readInto(host, dataset, file)}>
      {(props) => (
        <Button variant="default" leftSection={<IconUpload size={16} />} {...props}>
          Import JSON
        </Button>
      )}
    </FileButton>
  );
}

function save(dataset: string, suite: Suite): void {
  download(`${dataset}.suite.json`, `${JSON.stringify(suite, null, 2)}\n`, 'application/json');
}

function readInto(host: PageHost, dataset: string, file: File | null): void {
  if (file === null) return;
  const read = async (): Promise<void> => {
    const suite = parseSuiteText(await file.text());
    await host.workspace.suites.put(dataset, suite);
    notifyDone(`${suite.expectations.length} expectations of ${file.name} are promised now.`);
  };
  read().catch(notifyError);
}
