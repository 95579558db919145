import { Button, Center, Table, Text, UnstyledButton } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { formatDuration, formatPercent } from '../shell/format.ts';
import { Panel } from '../shell/panel.tsx';
import { Pill } from '../shell/pill.tsx';
import { useStore } from '../shell/store.ts';
import { TimeAgo } from '../shell/time-ago.tsx';
import { shownPrediction } from './answer.tsx';
import { setDraft } from './form-drafts.ts';
import { sessionHistory, type AskedEntry } from './session-history.ts';

const PAGE = 10;

/** What was asked since the page was opened; nothing when nothing was. */
export function SessionPanel() {
  const entries = useStore(sessionHistory);
  const [shown, setShown] = useState(PAGE);
  if (entries.length === 0) return null;
  return (
    <Panel
      title="Asked in this session"
      note="kept until the page is closed"
      flush
      actions={
        <Button size="xs" variant="default" onClick={() => sessionHistory.set([])}>
          Clear
        </Button>
      }
    >
      <Table miw={680} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Features</Table.Th>
            <Table.Th>Model</Table.Th>
            <Table.Th>Answer</Table.Th>
            <Table.Th ta="right">Confidence</Table.Th>
            <Table.Th ta="right">Latency</Table.Th>
            <Table.Th ta="right">When</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {entries.slice(0, shown).map((entry) => (
            <EntryRow key={entry.requestId} entry={entry} />
          ))}
        </Table.Tbody>
      </Table>
      {entries.length > shown && (
        <Center p="xs">
          <Button size="xs" variant="default" onClick={() => setShown(shown + PAGE)}>
            Show more
          </Button>
        </Center>
      )}
    </Panel>
  );
}

function EntryRow({ entry }: { entry: AskedEntry }) {
  const { version, outcome, at } = entry;
  const answered = 'answer' in outcome ? outcome : null;
  const confidence = answered?.answer.confidence ?? null;
  return (
    <Table.Tr>
      <Table.Td>
        <FeaturesCell entry={entry} />
      </Table.Td>
      <Table.Td>
        {version.model} v{version.version}
      </Table.Td>
      <Table.Td>
        {answered === null ? <Pill tone="bad">Refused</Pill> : shownPrediction(answered.answer.prediction)}
      </Table.Td>
      <Table.Td ta="right">{confidence === null ? '–' : formatPercent(confidence)}</Table.Td>
      <Table.Td ta="right">{answered === null ? '–' : formatDuration(answered.latencyMs)}</Table.Td>
      <Table.Td ta="right">
        <TimeAgo at={at} />
      </Table.Td>
    </Table.Tr>
  );
}

/** A click puts the features back into the form of the version that was asked. */
function FeaturesCell({ entry: { features, version } }: { entry: AskedEntry }) {
  const navigate = useNavigate();
  const text = described(features);
  if (typeof features !== 'object' || features === null || Array.isArray(features)) return text;
  const again = (): void => {
    setDraft(version.versionId, new Map(Object.entries(features)));
    void navigate({ to: '/predict', search: { model: version.model, version: version.version } });
  };
  return (
    <UnstyledButton display="block" onClick={again} maw={380} aria-label={`Fill the form again with ${text}`}>
      <Text fz="sm" truncate c="var(--mantine-color-anchor)">
        {text}
      </Text>
    </UnstyledButton>
  );
}

/** The values in order, as far as a line holds them. */
function described(features: unknown): string {
  if (typeof features !== 'object' || features === null) return JSON.stringify(features);
  return Object.values(features)
    .map((value) => (value === null ? 'missing' : String(value)))
    .join(', ');
}
