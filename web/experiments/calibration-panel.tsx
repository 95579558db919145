import { Group, Input, NumberInput, SegmentedControl, Text } from '@mantine/core';
import type { Calibrate } from '../../shared/records/recipe.ts';
import { Panel } from '../shell/panel.tsx';
import type { NewRun } from './use-new-run.ts';

const methods = [
  { value: 'none', label: 'None' },
  { value: 'isotonic', label: 'Isotonic' },
  { value: 'sigmoid', label: 'Sigmoid' },
];

const about: Record<string, string> = {
  none: 'Probabilities are what the model says.',
  isotonic: 'A rising curve of any form; needs some thousand rows.',
  sigmoid: "A curve of two numbers (Platt's scaling); for few rows.",
};

const USUAL_FOLDS = 5;

/** Whether 0.8 is to mean "in eight of ten cases". */
export function CalibrationPanel({ form }: { form: NewRun }) {
  const { wish, edit } = form;
  const { calibrate } = wish;
  const chosen = calibrate?.method ?? 'none';
  const choose = (method: string): void =>
    edit({
      calibrate:
        method === 'none'
          ? null
          : { method: method as Calibrate['method'], folds: calibrate?.folds ?? USUAL_FOLDS },
    });
  return (
    <Panel
      title="Calibration"
      {...(chosen === 'none' ? {} : { note: `${chosen}, ${calibrate!.folds} folds` })}
    >
      <Group align="flex-start" gap="lg">
        <Input.Wrapper label="Make probabilities frequencies" description={about[chosen]} labelElement="div">
          <SegmentedControl aria-label="Calibration" mt={5} data={methods} value={chosen} onChange={choose} />
        </Input.Wrapper>
        {calibrate !== null && (
          <NumberInput
            label="Folds"
            description="Each is predicted by a model that has not seen it"
            value={calibrate.folds}
            onChange={(folds) =>
              typeof folds === 'number' &&
              edit({ calibrate: { ...calibrate, folds: Math.max(2, Math.min(10, folds)) } })
            }
            min={2}
            max={10}
            allowDecimal={false}
          />
        )}
      </Group>
      {calibrate !== null && (
        <Text fz="xs" c="dimmed" mt="sm">
          The model is trained {calibrate.folds} times more; the model itself stays the same.
        </Text>
      )}
    </Panel>
  );
}
