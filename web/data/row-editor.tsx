import { Button, Checkbox, Group, List, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { DatasetRecord } from '../../shared/records/dataset.ts';
import { rowHistory, type RowEvent } from '../../shared/records/dataset-history.ts';
import { cellFromText } from '../../shared/table/cell-value.ts';
import { cell } from '../../shared/table/cells.ts';
import type { RowChanges } from '../../shared/table/amend-rows.ts';
import { amendRows, undoAmendment } from '../../workers/lifecycle/amend.ts';
import { ErrorPanel } from '../shell/error-panel.tsx';
import { formatCount, formatDateTime } from '../shell/format.ts';
import { useHost } from '../shell/host-context.tsx';
import { notifyDone } from '../shell/notify.tsx';
import { preferences, setPreferences } from '../shell/preferences.ts';
import { useStore } from '../shell/store.ts';
import { useAction } from '../shell/use-action.ts';
import { shown } from './describe-change.ts';
import type { GridRow } from './grid-row.tsx';

interface RowEditorProps {
  readonly dataset: DatasetRecord;
  /** With its number in the dataset. */
  readonly row: GridRow;
  /** Only the newest version can be amended. */
  readonly editable: boolean;
  readonly onClose: () => void;
  /** There is another newest version. */
  readonly onAmended: () => void;
}

/** One row: what happened to it, and a correction or removal with its reason. */
export function RowEditor(props: RowEditorProps) {
  const { dataset, row, editable, onClose } = props;
  return (
    <Modal opened onClose={onClose} title={`Row ${formatCount(row.number)} of ${dataset.name}`} size="lg">
      <Stack>
        <RowStory events={rowHistory(dataset, row.number - 1)} />
        {editable ? (
          <AmendForm {...props} />
        ) : (
          <Text fz="sm" c="dimmed">
            This is an older version, which stays as it is. Rows are corrected in the newest one.
          </Text>
        )}
      </Stack>
    </Modal>
  );
}

function AmendForm({ dataset, row: { columns, row: position, number }, onClose, onAmended }: RowEditorProps) {
  const host = useHost();
  const { author } = useStore(preferences);
  const [column, setColumn] = useState(dataset.target ?? dataset.schema[0]?.name ?? '');
  const [typed, setTyped] = useState<string | null>(null);
  const [missing, setMissing] = useState(false);
  const [reason, setReason] = useState('');
  const index = dataset.schema.findIndex(({ name }) => name === column);
  const present = cell(columns[index]!, position);
  const text = typed ?? (present === null ? '' : String(present));
  const amend = useAction(async (changes: Partial<RowChanges>, done: string) => {
    const { amendmentId, changed } = await amendRows(host, dataset.name, changes, reason.trim());
    onClose();
    if (!changed) return notifyDone('The cell has this value already.');
    onAmended();
    notifyDone(done, () => undoAmendment(host, dataset.name, amendmentId, `Undo: ${reason.trim()}`));
  });
  const correct = useAction(async () => {
    const value = missing ? null : cellFromText(dataset.schema[index]!, text);
    amend.start({ cells: [{ row: number - 1, column, value }] }, `Row ${formatCount(number)} is corrected.`);
  });
  const error = correct.error ?? amend.error;
  const ready = reason.trim() !== '' && !amend.busy;
  return (
    <Stack gap="sm">
      <Group align="flex-end" grow preventGrowOverflow={false}>
        <Select
          label="Column"
          data={dataset.schema.map(({ name }) => name)}
          value={column}
          searchable
          allowDeselect={false}
          onChange={(next) => {
            setColumn(next ?? column);
            setTyped(null);
            setMissing(false);
          }}
        />
        <TextInput
          label={`Value (now ${shown(present)})`}
          value={missing ? '' : text}
          disabled={missing}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </Group>
      <Checkbox
        label="The value is missing"
        checked={missing}
        onChange={(event) => setMissing(event.currentTarget.checked)}
      />
      <TextInput
        label="Reason"
        description="Kept in the history with the old value"
        required
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        label="Who"
        description="Your name as the history shows it; kept on this device"
        value={author}
        maxLength={200}
        onChange={(event) => setPreferences({ author: event.currentTarget.value })}
      />
      {error !== null && <ErrorPanel error={error} />}
      <Group justify="space-between">
        <Button
          color="red"
          variant="light"
          disabled={!ready}
          onClick={() => amend.start({ deleted: [number - 1] }, `Row ${formatCount(number)} is deleted.`)}
        >
          Delete row
        </Button>
        <Button disabled={!ready} loading={amend.busy} onClick={() => correct.start()}>
          Correct
        </Button>
      </Group>
    </Stack>
  );
}

function RowStory({ events }: { events: readonly RowEvent[] }) {
  return (
    <List fz="sm" aria-label="History of the row">
      {events.map((event) => (
        <List.Item key={`${event.what} ${event.at}`}>
          {formatDateTime(event.at)}
          {event.by === '' ? '' : `, ${event.by}`}: {story(event)}
        </List.Item>
      ))}
    </List>
  );
}

function story(event: RowEvent): string {
  if (event.what === 'loaded') return 'loaded';
  if (event.what !== 'corrected') return `${event.what} (${event.reason})`;
  const cells = event.cells.map(({ column, old, value }) => `${column}: ${shown(old)} → ${shown(value)}`);
  return `${cells.join(', ')} (${event.reason})`;
}
