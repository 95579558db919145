import { Alert, Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { expectationSchema, type Expectation, type Severity } from '../../../shared/records/suite.ts';
import { columnOf } from '../../../shared/validation/expectations/kind.ts';
import { kindOf, kinds } from '../../../shared/validation/expectations/kinds.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { useHost } from '../../shell/host-context.tsx';
import { useAction } from '../../shell/use-action.ts';
import type { DatasetViewProps } from '../dataset-view.ts';
import { ExpectationField } from './expectation-field.tsx';
import { newExpectation, withReferenceOf } from './new-expectation.ts';
import { severityLabels } from './severity-labels.ts';

interface ExpectationEditorProps extends DatasetViewProps {
  /** null = a new one. */
  readonly expectation: Expectation | null;
  readonly onSave: (next: Expectation) => void;
  readonly onClose: () => void;
}

/** A form made of the fields of the kind. */
export function ExpectationEditor(props: ExpectationEditorProps) {
  const { dataset, dataVersion, expectation, onSave, onClose } = props;
  const host = useHost();
  const [draft, setDraft] = useState<Expectation>(
    expectation ?? newExpectation('missing', dataset.schema, null),
  );
  const [fresh, setFresh] = useState(expectation === null);
  const { label, fields, types } = kindOf(draft.check);
  const parsed = expectationSchema.safeParse(draft);
  const saving = useAction(async (checked: Expectation) => {
    onSave(
      checked.check === 'distribution' && fresh ? await withReferenceOf(host, dataVersion, checked) : checked,
    );
  });
  const columns = dataset.schema.filter(({ type }) => types === null || types.includes(type));
  return (
    <Modal opened onClose={onClose} title={expectation === null ? 'Add an expectation' : label}>
      <Stack>
        {expectation === null && (
          <Select
            label="Kind"
            data={Object.values(kinds).map((kind) => ({ value: kind.check, label: kind.label }))}
            value={draft.check}
            allowDeselect={false}
            onChange={(check) =>
              check !== null && setDraft(newExpectation(check, dataset.schema, columnOf(draft)))
            }
            data-autofocus
          />
        )}
        {'column' in draft && (
          <Select
            label="Column"
            data={columns.map(({ name }) => name)}
            value={draft.column}
            searchable
            limit={100}
            allowDeselect={false}
            disabled={expectation !== null && draft.check === 'distribution'}
            onChange={(column) => column !== null && setDraft({ ...draft, column })}
          />
        )}
        {fields.map((field) => (
          <ExpectationField
            key={`${draft.check}:${field.name}`}
            field={field}
            value={(draft as unknown as Record<string, unknown>)[field.name]}
            onChange={(value) => setDraft({ ...draft, [field.name]: value })}
          />
        ))}
        {draft.check === 'distribution' && (
          <ReferenceChoice fresh={fresh} isNew={expectation === null} onChange={setFresh} />
        )}
        <Select
          label="Severity"
          description="An error refuses a load and fails the command; a warning does neither"
          data={Object.entries(severityLabels).map(([value, text]) => ({ value, label: text }))}
          value={draft.severity}
          allowDeselect={false}
          onChange={(severity) => setDraft({ ...draft, severity: severity as Severity })}
        />
        {!parsed.success && (
          <Alert color="yellow">{parsed.error.issues.map(({ message }) => message).join('; ')}</Alert>
        )}
        {saving.error !== null && <ErrorPanel error={saving.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={!parsed.success}
            loading={saving.busy}
            onClick={() => parsed.success && saving.start(parsed.data)}
          >
            Save
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function ReferenceChoice({
  fresh,
  isNew,
  onChange,
}: {
  readonly fresh: boolean;
  readonly isNew: boolean;
  readonly onChange: (fresh: boolean) => void;
}) {
  if (isNew) return <Text fz="sm">The rows shown become the reference.</Text>;
  return (
    <Group justify="space-between">
      <Text fz="sm">{fresh ? 'The rows shown become the reference.' : 'The reference stays.'}</Text>
      <Button size="xs" variant="default" onClick={() => onChange(!fresh)}>
        {fresh ? 'Keep the reference' : 'Take the rows shown'}
      </Button>
    </Group>
  );
}
