import { ActionIcon, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { DerivedColumn } from '../../shared/records/derived.ts';
import { opLabels, readEdges, type Op } from './derived-drafts.ts';

interface DerivedRowProps {
  readonly column: DerivedColumn;
  /** What it can be made from. */
  readonly sources: readonly string[];
  readonly onChange: (column: DerivedColumn) => void;
  readonly onOp: (op: Op) => void;
  readonly onRemove: () => void;
}

/** Two beside each other on a phone, all in a row where there is room. */
const field = { flex: '1 1 140px', maw: 230 } as const;

const ops = Object.entries(opLabels).map(([value, label]) => ({ value, label }));

/** One derived column: a name, an operation, what it is made from. */
export function DerivedRow({ column, sources, onChange, onOp, onRemove }: DerivedRowProps) {
  const { name, op, of } = column;
  const setSource = (at: number, source: string | null): void => {
    if (source !== null) onChange({ ...column, of: of.with(at, source) } as DerivedColumn);
  };
  return (
    <Group gap="sm" align="flex-start" role="group" aria-label={`Derived column ${name}`}>
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => onChange({ ...column, name: event.currentTarget.value })}
        error={name === '' && 'Needs a name'}
        {...field}
      />
      <Select
        label="Is the"
        data={ops}
        value={op}
        onChange={(next) => next !== null && onOp(next as Op)}
        allowDeselect={false}
        {...field}
      />
      {of.map((source, at) => (
        <Select
          // The places of an operation never change their order.
          key={at}
          label={at === 0 ? 'a' : 'b'}
          data={[...new Set([...sources, source])]}
          value={source}
          onChange={(next) => setSource(at, next)}
          allowDeselect={false}
          searchable
          {...field}
        />
      ))}
      {column.op === 'bins' && <BinFields column={column} onChange={onChange} />}
      <ActionIcon
        variant="subtle"
        color="gray"
        size={36}
        mt={{ base: 0, sm: 25 }}
        onClick={onRemove}
        aria-label={`Remove ${name}`}
      >
        <IconTrash size={17} aria-hidden />
      </ActionIcon>
    </Group>
  );
}

type Bins = Extract<DerivedColumn, { op: 'bins' }>;

const edgesBy = [
  { value: 'quantiles', label: 'As many rows each' },
  { value: 'width', label: 'Equally wide' },
  { value: 'given', label: 'At given edges' },
];
const forms = [
  { value: 'category', label: 'Categories' },
  { value: 'number', label: 'Numbers 0, 1, 2 …' },
];

function BinFields({ column, onChange }: { column: Bins; onChange: (column: Bins) => void }) {
  const { by, as } = column;
  const setBy = (edges: string | null): void => {
    if (edges === 'given') onChange({ ...column, by: { edges, at: [0] } });
    else if (edges === 'width' || edges === 'quantiles')
      onChange({ ...column, by: { edges, count: by.edges === 'given' ? 5 : by.count } });
  };
  return (
    <>
      <Select label="Cut" data={edgesBy} value={by.edges} onChange={setBy} allowDeselect={false} {...field} />
      {by.edges === 'given' ? (
        <EdgesInput
          key={column.name}
          edges={by.at}
          onChange={(at) => onChange({ ...column, by: { edges: 'given', at } })}
        />
      ) : (
        <NumberInput
          label="Bins"
          value={by.count}
          onChange={(count) =>
            typeof count === 'number' &&
            onChange({ ...column, by: { ...by, count: Math.max(2, Math.min(100, count)) } })
          }
          min={2}
          max={100}
          allowDecimal={false}
          w={90}
        />
      )}
      <Select
        label="They become"
        data={forms}
        value={as}
        onChange={(next) => next !== null && onChange({ ...column, as: next as Bins['as'] })}
        allowDeselect={false}
        {...field}
      />
    </>
  );
}

/** Keeps what is typed while it is no list of ascending numbers yet. */
function EdgesInput({ edges, onChange }: { edges: readonly number[]; onChange: (edges: number[]) => void }) {
  const [text, setText] = useState(edges.join('; '));
  const type = (next: string): void => {
    setText(next);
    const read = readEdges(next);
    if (read !== null) onChange(read);
  };
  return (
    <TextInput
      label="Edges"
      placeholder="18; 30; 65"
      value={text}
      onChange={(event) => type(event.currentTarget.value)}
      error={readEdges(text) === null && 'Ascending numbers'}
      {...field}
    />
  );
}
