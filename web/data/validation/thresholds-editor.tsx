import { Button, Group, Modal, NumberInput, Select, SimpleGrid, Stack } from '@mantine/core';
import { useState } from 'react';
import { suiteThresholds, type SuiteThresholds } from '../../../shared/records/suite.ts';
import { thresholdFields, type ThresholdField } from '../../../shared/validation/threshold-fields.ts';
import { defaultThresholds } from '../../../shared/validation/thresholds.ts';
import { ErrorPanel } from '../../shell/error-panel.tsx';
import { useAction } from '../../shell/use-action.ts';

interface ThresholdsEditorProps {
  readonly thresholds: SuiteThresholds;
  readonly onSave: (next: SuiteThresholds) => Promise<void>;
  readonly onClose: () => void;
}

/** From where on the findings of this dataset speak up. */
export function ThresholdsEditor({ thresholds, onSave, onClose }: ThresholdsEditorProps) {
  const [draft, setDraft] = useState(thresholds);
  const parsed = suiteThresholds.safeParse(draft);
  const saving = useAction(async (next: SuiteThresholds) => {
    await onSave(next);
    onClose();
  });
  return (
    <Modal opened onClose={onClose} title="Thresholds of findings" size="lg">
      <Stack>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <Select
            label="Outliers are told by"
            description="their distance from the others"
            data={[
              { value: 'iqr', label: 'Quartiles (IQR)' },
              { value: 'zscore', label: 'Standard deviations (z-score)' },
            ]}
            value={draft.outlierMethod}
            allowDeselect={false}
            onChange={(method) =>
              setDraft({ ...draft, outlierMethod: method === 'zscore' ? 'zscore' : 'iqr' })
            }
          />
          {thresholdFields.map((field) => (
            <NumberInput
              key={field.name}
              label={field.label}
              description={field.help}
              value={shown(field, draft[field.name])}
              min={0}
              step={field.kind === 'number' ? 0.01 : 1}
              allowDecimal={field.kind !== 'count'}
              suffix={field.kind === 'share' ? ' %' : ''}
              onChange={(next) => setDraft({ ...draft, [field.name]: read(field, next) })}
            />
          ))}
        </SimpleGrid>
        {saving.error !== null && <ErrorPanel error={saving.error} />}
        <Group justify="space-between">
          <Button variant="default" onClick={() => setDraft(defaultThresholds)}>
            Defaults
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

const factor = ({ kind }: ThresholdField): number => (kind === 'share' ? 100 : 1);

const shown = (field: ThresholdField, value: number): number =>
  Number((value * factor(field)).toPrecision(10));

const read = (field: ThresholdField, value: number | string): number =>
  value === '' ? NaN : Number((Number(value) / factor(field)).toPrecision(10));
