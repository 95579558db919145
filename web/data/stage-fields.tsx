import { Group, NumberInput, Switch, Text } from '@mantine/core';
import type { Stage } from '../../workers/lifecycle/load.ts';

interface StageFieldsProps {
  readonly stage: Stage;
  readonly onChange: (stage: Stage) => void;
}

const FIRST_PERCENT = 40;
const DEFAULT_SEED = 42;
const WHOLE: Stage = { percent: 100, seed: null };

/** Whether a file is loaded at once or in stages: how much first, and in which order. */
export function StageFields({ stage, onChange }: StageFieldsProps) {
  const staged = stage.percent < 100;
  return (
    <Group align="center" gap="md" mih={36}>
      <Switch
        label="Load in stages"
        checked={staged}
        onChange={(event) =>
          onChange(event.currentTarget.checked ? { percent: FIRST_PERCENT, seed: null } : WHOLE)
        }
      />
      {staged && (
        <>
          <NumberInput
            aria-label="Share to load first"
            size="xs"
            w={110}
            min={0.01}
            max={99.99}
            suffix=" % first"
            value={stage.percent}
            onChange={(value) =>
              Number(value) > 0 && onChange({ ...stage, percent: Math.min(99.99, Number(value)) })
            }
          />
          <Switch
            label="Shuffled"
            checked={stage.seed !== null}
            onChange={(event) =>
              onChange({ ...stage, seed: event.currentTarget.checked ? DEFAULT_SEED : null })
            }
          />
          {stage.seed !== null && (
            <NumberInput
              aria-label="Seed of the order"
              size="xs"
              w={120}
              min={0}
              max={2 ** 32 - 1}
              allowDecimal={false}
              prefix="seed "
              value={stage.seed}
              onChange={(value) => onChange({ ...stage, seed: Math.max(0, Math.floor(Number(value))) })}
            />
          )}
          <Text fz="xs" c="dimmed">
            All rows are kept on this device, so that the next steps need no file.
          </Text>
        </>
      )}
    </Group>
  );
}
