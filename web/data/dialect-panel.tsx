import { Group, Loader, Select, Switch, TagsInput } from '@mantine/core';
import type { Dialect, FileFormat, ImportEdits, ImportPlan } from '../../shared/table/import-plan.ts';
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
const decimals = [
  { value: '.', label: 'Point 1.5' },
  { value: ',', label: 'Comma 1,5' },
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
  const mark = (tags: string[]): void =>
    onEdit({
      ...(dialect === null ? {} : { dialect }),
      missingMarkers: tags.map((tag) => (tag === EMPTY ? '' : tag)),
    });
  return (
    <Panel title="How the file is read" note={noteOf(plan)} actions={busy ? <Loader size="xs" /> : undefined}>
      <Group align="flex-start" gap="md">
        <PartChoice plan={plan} onEdit={onEdit} />
        {dialect !== null && (
          <DialectFields
            dialect={dialect}
            isText={plan.format === 'delimited'}
            onChange={(edit) => onEdit({ dialect: { ...dialect, ...edit }, missingMarkers })}
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

/** Which file of an archive, which sheet of a workbook; another one is looked at from the start. */
function PartChoice({ plan, onEdit }: Pick<DialectPanelProps, 'plan' | 'onEdit'>) {
  const { archive, sheet } = plan;
  return (
    <>
      {archive?.kind === 'zip' && (
        <Select
          label="File in the archive"
          data={archive.entries}
          value={archive.entry}
          onChange={(entry) => entry !== null && onEdit({ entry })}
          allowDeselect={false}
          searchable
          w={220}
        />
      )}
      {sheet !== null && (
        <Select
          label="Sheet"
          data={sheet.names}
          value={sheet.name}
          onChange={(name) => name !== null && onEdit({ sheet: name })}
          allowDeselect={false}
          w={180}
        />
      )}
    </>
  );
}

interface DialectFieldsProps {
  readonly dialect: Dialect;
  /** Sheets have a header, but no delimiters. */
  readonly isText: boolean;
  readonly onChange: (edit: Partial<Dialect>) => void;
}

function DialectFields({ dialect, isText, onChange }: DialectFieldsProps) {
  return (
    <>
      {isText && (
        <>
          <Choice
            label="Delimiter"
            data={delimiters}
            value={dialect.delimiter}
            onChange={(delimiter) => onChange({ delimiter })}
          />
          <Choice
            label="Quote"
            data={quotes}
            value={dialect.quote}
            onChange={(quote) => onChange({ quote })}
          />
          <Choice
            label="Decimal mark"
            data={decimals}
            value={dialect.decimal ?? '.'}
            onChange={(decimal) => onChange({ decimal: decimal })}
          />
          <Choice
            label="Encoding"
            data={encodings}
            value={dialect.encoding}
            onChange={(encoding) => onChange({ encoding })}
          />
        </>
      )}
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

const formatNames: Record<FileFormat, string> = {
  delimited: 'Delimited text',
  json: 'JSON',
  'json-lines': 'JSON lines',
  parquet: 'Parquet',
  arrow: 'Arrow',
  excel: 'Excel workbook',
};

function noteOf({ format, dialect, archive }: ImportPlan): string {
  const packed = archive === null ? '' : `, out of ${archive.kind}`;
  const name = `${formatNames[format]}${packed}`;
  if (format !== 'delimited' || dialect === null) return name;
  return `${name}; lines end with ${dialect.lineEnd}${dialect.hasBom ? ', byte order mark found' : ''}`;
}
