import { Group, Loader, Select, Switch, TagsInput } from '@mantine/core';
import type { Dialect, ImportPlan } from '../../shared/table/import-plan.ts';
import type { ImportEdits } from '../../workers/lifecycle/load.ts';
import { Panel } from '../shell/panel.tsx';

const delimiters = [
  { value: ',', label: 'Comma ,' },
  { value: ';', label: 'Semicolon ;' },
  { value: '\t', label: 'Tab' },
  { value: '|', label: 'Bar |' },
];
const quotes = [
  { value: '"', label: 'Double "' },
  { value: "'", label: "Single '" },
];
const encodings = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
  { value: 'latin-1', label: 'Latin-1' },
];
/** The empty cell is a marker too; a tag needs a face. */
const EMPTY = '(empty)';

interface DialectPanelProps {
  readonly plan: ImportPlan;
  readonly busy: boolean;
  readonly onEdit: (edits: ImportEdits) => void;
}

/** How the file is read. An edit looks at the file again. */
export function DialectPanel({ plan, busy, onEdit }: DialectPanelProps) {
  const { dialect, missingMarkers } = plan;
  const edit = (change: ImportEdits): void =>
    onEdit({ ...(dialect === null ? {} : { dialect }), missingMarkers, ...change });
  const mark = (tags: string[]): void =>
    edit({ missingMarkers: tags.map((tag) => (tag === EMPTY ? '' : tag)) });
  return (
    <Panel
      title="How the file is read"
      {...(dialect === null ? {} : { note: lineEndNote(dialect) })}
      actions={busy ? <Loader size="xs" /> : undefined}
    >
      <Group align="flex-start" gap="md">
        {dialect !== null && (
          <DialectFields
            dialect={dialect}
            onChange={(change) => edit({ dialect: { ...dialect, ...change } })}
          />
        )}
        <TagsInput
          label="Missing markers"
          value={missingMarkers.map((marker) => (marker === '' ? EMPTY : marker))}
          onChange={mark}
          flex={1}
          miw={260}
          placeholder="Add one, then Enter"
        />
      </Group>
    </Panel>
  );
}

interface DialectFieldsProps {
  readonly dialect: Dialect;
  readonly onChange: (change: Partial<Dialect>) => void;
}

function DialectFields({ dialect, onChange }: DialectFieldsProps) {
  return (
    <>
      <Choice
        label="Delimiter"
        data={delimiters}
        value={dialect.delimiter}
        onChange={(delimiter) => onChange({ delimiter })}
      />
      <Choice label="Quote" data={quotes} value={dialect.quote} onChange={(quote) => onChange({ quote })} />
      <Choice
        label="Encoding"
        data={encodings}
        value={dialect.encoding}
        onChange={(encoding) => onChange({ encoding })}
      />
      <Switch
        label="First row is the header"
        mt={30}
        checked={dialect.hasHeader}
        onChange={(event) => onChange({ hasHeader: event.currentTarget.checked })}
      />
    </>
  );
}

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly data: { value: string; label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Choice<T extends string>({ label, data, value, onChange }: ChoiceProps<T>) {
  return (
    <Select
      label={label}
      data={data}
      value={value}
      onChange={(next) => next !== null && onChange(next as T)}
      allowDeselect={false}
      w={140}
    />
  );
}

function lineEndNote({ lineEnd, hasBom }: Dialect): string {
  return `Lines end with ${lineEnd}${hasBom ? ', byte order mark found' : ''}`;
}
