import type { Evaluation } from '../../shared/evaluation/evaluation.ts';
import type { RunRecord } from '../../shared/records/run.ts';
import type { PageHost } from '../shell/host-context.tsx';
import { useAnswer } from '../shell/use-answer.ts';

export interface RunReports {
  readonly train: Evaluation;
  readonly test: Evaluation;
  readonly importance: readonly { feature: string; value: number }[];
}

/** The run's evaluation and importance; null when its artifacts are not on this device yet. */
export function useReports(run: RunRecord): ReturnType<typeof useAnswer<RunReports | null>> {
  return useAnswer(`reports:${run.runId}`, (host) => readReports(host, run));
}

async function readReports(host: PageHost, run: RunRecord): Promise<RunReports | null> {
  const evaluation = await artifactText(host, run, 'evaluation.json');
  if (evaluation === null) return null;
  const importance = (await artifactText(host, run, 'feature_importance.csv')) ?? '';
  return {
    ...(JSON.parse(evaluation) as Pick<RunReports, 'train' | 'test'>),
    importance: importanceOf(importance),
  };
}

async function artifactText(host: PageHost, run: RunRecord, path: string): Promise<string | null> {
  const digest = run.artifacts.find((artifact) => artifact.path === path)?.digest;
  const bytes = digest === undefined ? null : await host.workspace.blobs.get(digest);
  return bytes === null ? null : new TextDecoder().decode(bytes);
}

/** Lines of `feature,importance`; the number stands behind the last comma, the name may be quoted. */
function importanceOf(csv: string): { feature: string; value: number }[] {
  return csv
    .split(/\r?\n/)
    .slice(1)
    .filter((line) => line !== '')
    .map((line) => {
      const comma = line.lastIndexOf(',');
      const name = line.slice(0, comma);
      const feature = name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;
      return { feature, value: Number(line.slice(comma + 1)) };
    });
}
