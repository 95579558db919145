import type { DatasetRecord } from '../../shared/records/dataset.ts';
import type { RegistryState } from '../../shared/registry/state.ts';
import { formatCompact, formatCount, formatPlural } from '../shell/format.ts';
import { Stat, Stats } from '../shell/stats.tsx';
import { useLatestPredictions } from './use-latest-predictions.ts';

interface OverviewProps {
  readonly registry: RegistryState;
  readonly datasets: readonly DatasetRecord[];
}

export function Overview({ registry, datasets }: OverviewProps) {
  const predictions = useLatestPredictions();
  const rows = datasets.reduce((sum, dataset) => sum + (dataset.versions.at(-1)?.nRows ?? 0), 0);
  const models = [...registry.models.values()];
  const serving = models.filter((model) => model.versions.some((version) => version.stage === 'Production'));
  const versions = models.reduce((sum, model) => sum + model.versions.length, 0);
  return (
    <Stats>
      <Stat
        label="Datasets"
        value={formatCount(datasets.length)}
        note={`${formatCompact(rows)} ${rows === 1 ? 'row' : 'rows'}`}
      />
      <Stat label="Runs" value={formatCount(registry.runs.size)} />
      <Stat label="Models" value={formatCount(models.length)} note={formatPlural(versions, 'version')} />
      <Stat label="In Production" value={formatCount(serving.length)} />
      <Stat label="Predictions, 24 h" value={formatCompact(predictions?.length ?? 0)} />
    </Stats>
  );
}
