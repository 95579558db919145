import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlus, IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import type { Expectation, Suite } from '../../../shared/records/suite.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { formatPlural } from '../../shell/format.ts';
import { useHost } from '../../shell/host-context.tsx';
import { Panel } from '../../shell/panel.tsx';
import { useAction } from '../../shell/use-action.ts';
import type { DatasetViewProps } from '../dataset-view.ts';
import { LookedAt } from '../explore/looked-at.tsx';
import { ExpectationEditor } from './expectation-editor.tsx';
import { ExpectationList } from './expectation-list.tsx';
import { inferSuite } from './infer-suite.ts';
import { SuiteImport, SuiteMenu } from './suite-menu.tsx';
import { SuiteScore } from './suite-score.tsx';
import { useSuite, useSuiteReport } from './use-suite.ts';

/** What the dataset promises: inferred, edited, and kept by the rows shown or not. */
export function SuitePanel(props: DatasetViewProps) {
  const suite = useSuite(props.dataset.name);
  if (suite === undefined) return <Skeleton height={160} />;
  return suite === null ? <NoSuite {...props} /> : <SuiteView {...props} suite={suite} />;
}

function NoSuite({ dataset, dataVersion }: DatasetViewProps) {
  const host = useHost();
  const inferring = useAction(async () => {
    await host.workspace.suites.put(dataset.name, await inferSuite(host, dataset, dataVersion));
  });
  return (
    <Panel title="Expectations">
      <Stack gap="sm" align="flex-start">
        <Text fz="sm" maw={680}>
          Nothing is promised of this dataset yet. Infer from these rows what they keep (types, ranges,
          categories, uniqueness, patterns, distributions), then edit it. From then on every load is held
          against it: rows that break an error-level expectation are refused, or quarantined if you say so.
        </Text>
        {inferring.error !== null && <ErrorPanel error={inferring.error} />}
        <Group gap="xs">
          <Button
            leftSection={<IconSparkles size={16} />}
            loading={inferring.busy}
            onClick={() => inferring.start()}
          >
            Infer expectations
          </Button>
          <SuiteImport dataset={dataset.name} />
        </Group>
      </Stack>
    </Panel>
  );
}

interface Editing {
  /** null = a new one. */
  readonly index: number | null;
}

function SuiteView(props: DatasetViewProps & { readonly suite: Suite }) {
  const { dataset, dataVersion, suite } = props;
  const host = useHost();
  const look = useSuiteReport(dataVersion, suite);
  const [editing, setEditing] = useState<Editing | null>(null);
  const saving = useAction((expectations: readonly Expectation[]) =>
    host.workspace.suites.put(dataset.name, { ...suite, expectations: [...expectations] }),
  );
  const replace = (index: number, next: Expectation | null): void =>
    saving.start(
      suite.expectations.flatMap((each, at) => (at !== index ? [each] : next === null ? [] : [next])),
    );
  const save = (next: Expectation): void => {
    if (editing?.index != null) replace(editing.index, next);
    else saving.start([...suite.expectations, next]);
    setEditing(null);
  };
  return (
    <Panel
      title="Expectations"
      note={formatPlural(suite.expectations.length, 'expectation')}
      actions={
        <Group gap="xs">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} />}
            onClick={() => setEditing({ index: null })}
          >
            Add
          </Button>
          <SuiteMenu {...props} />
        </Group>
      }
    >
      <Stack>
        {saving.error !== null && <ErrorPanel error={saving.error} />}
        <LookedAt look={look} height={124}>
          {(report) => <SuiteScore {...props} report={report} />}
        </LookedAt>
        <ExpectationList
          {...props}
          report={look.answer ?? null}
          onEdit={(index) => setEditing({ index })}
          onReplace={replace}
        />
      </Stack>
      {editing !== null && (
        <ExpectationEditor
          {...props}
          expectation={editing.index === null ? null : suite.expectations[editing.index]!}
          onSave={save}
          onClose={() => setEditing(null)}
        />
      )}
    </Panel>
  );
}
