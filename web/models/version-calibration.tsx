import type { RunRecord } from '../../shared/records/run.ts';
import type { VersionEntry } from '../../shared/registry/state.ts';
import { CalibrationPlot } from '../experiments/calibration-plot.tsx';
import { useReports } from '../experiments/use-evaluation.ts';
import { useWorkspaceState } from '../shell/host-context.tsx';

/** Whether the probabilities of a version can be taken at their word, as its run found on the test part. */
export function VersionCalibration({ version }: { version: VersionEntry }) {
  const run = useWorkspaceState()?.registry.runs.get(version.runId ?? '')?.run;
  return run?.recipe.task === 'classification' ? <OfRun run={run} /> : null;
}

/** Nothing while the reports of the run are not on this device: the run's page says so. */
function OfRun({ run }: { run: RunRecord }) {
  const { answer: reports } = useReports(run);
  return reports?.test.task === 'classification' ? <CalibrationPlot evaluation={reports.test} /> : null;
}
