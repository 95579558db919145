import { Anchor, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { VersionEntry } from '../../shared/registry/state.ts';
import type { LoggedOutcome } from '../../workers/lifecycle/predict.ts';
import { Digest } from '../shell/digest.tsx';
import { formatDuration } from '../shell/format.ts';
import { StagePill } from '../shell/pill.tsx';

interface AnswerFactsProps {
  readonly version: VersionEntry;
  readonly outcome: LoggedOutcome;
  /** From the click to the answer, in ms; null in a batch. */
  readonly roundTripMs: number | null;
}

/** Who answered, from which bytes, and how fast. */
export function AnswerFacts({ version, outcome, roundTripMs }: AnswerFactsProps) {
  const times = [
    ...('latencyMs' in outcome ? [`computed in ${formatDuration(outcome.latencyMs)}`] : []),
    ...(roundTripMs === null ? [] : [`${formatDuration(roundTripMs)} in all`]),
  ];
  return (
    <Group gap="xs" fz="xs" c="dimmed">
      <Anchor
        fz="xs"
        renderRoot={(props) => (
          <Link
            to="/models/$model"
            params={{ model: version.model }}
            search={{ version: version.version }}
            {...props}
          />
        )}
      >
        {version.model} v{version.version} ({version.semver})
      </Anchor>
      {version.stage !== 'None' && <StagePill stage={version.stage} />}
      <Digest value={version.digest} label="digest of the model" />
      {times.length > 0 && (
        <Text fz="xs" c="dimmed" className="numeric">
          {times.join(' · ')}
        </Text>
      )}
    </Group>
  );
}
