import { startTransition, useEffect, useEffectEvent, useState } from 'react';
import type { AppError } from '../../shared/errors/app-error.ts';
import type { SchemaColumn } from '../../shared/records/dataset.ts';
import { csvSchemaEdits, parseCsvSchema, planForCsvSchema } from '../../shared/table/csv-schema.ts';
import type { ImportEdits, ImportPlan, PlannedColumn } from '../../shared/table/import-plan.ts';
import type { OnBroken } from '../../workers/lifecycle/guard-load.ts';
import { loadFile, planFile, type FileLoad, type Stage } from '../../workers/lifecycle/load.ts';
import { runActivity } from '../shell/activity.ts';
import { useHost } from '../shell/host-context.tsx';
import { useAction } from '../shell/use-action.ts';
import type { ImportSource } from './import-source.ts';

export type LoadResult = Awaited<ReturnType<typeof loadFile>>;

export interface ImportReview {
  readonly plan: ImportPlan | null;
  readonly result: LoadResult | null;
  readonly busy: 'planning' | 'loading' | null;
  readonly error: AppError | null;
  /** Looks at the file again, read in another way. Edited columns keep their edits. */
  replan(edits: ImportEdits): void;
  editColumn(index: number, edit: Partial<Pick<PlannedColumn, 'type' | 'include' | 'name'>>): void;
  load(dataset: string, target: string | null, stage: Stage): void;
  /** The last load again, without the rows that break the suite of the dataset. */
  quarantine(): void;
}

type WishedLoad = Pick<FileLoad, 'dataset' | 'target'> & { readonly stage: Stage };

/** Review and load of one file. */
export function useImport(source: ImportSource, appendTo: string | null): ImportReview {
  const host = useHost();
  const [plan, setPlan] = useState<ImportPlan | null>(null);
  const [edited, setEdited] = useState<ReadonlyMap<string, Partial<PlannedColumn>>>(new Map());
  const [result, setResult] = useState<LoadResult | null>(null);

  const planning = useAction(async (edits?: ImportEdits) => {
    const schema = source.schema === undefined ? null : parseCsvSchema(await source.schema.text());
    const wishes = schema === null ? edits : { ...csvSchemaEdits(schema), ...edits };
    const looked = await planFile(host, source.file, source.fileName, wishes);
    const found = schema === null ? looked : planForCsvSchema(looked, schema);
    const dataset = appendTo === null ? null : await host.workspace.datasets.get(appendTo);
    const typed = dataset === null ? found : withTypes(found, dataset.schema);
    // Hundreds of fields: rendered in slices, so that the page answers meanwhile.
    startTransition(() => setPlan(withEdits(typed, edited)));
  });
  const [wished, setWished] = useState<WishedLoad | null>(null);
  const loading = useAction(async (reviewed: ImportPlan, wish: WishedLoad, onBroken: OnBroken) => {
    setWished(wish);
    const load = { ...source, ...wish, plan: reviewed, onBroken };
    const about = { kind: 'import', title: `Load ${source.fileName}` } as const;
    const loaded = await runActivity(about, (options) => loadFile(host, load, options));
    startTransition(() => setResult(loaded));
  });
  // The first look is part of showing the page; later ones follow edits.
  const lookFirst = useEffectEvent(() => planning.start());
  useEffect(() => lookFirst(), [host, source]);

  return {
    plan,
    result,
    busy: planning.busy ? 'planning' : loading.busy ? 'loading' : null,
    error: planning.error ?? loading.error,
    replan: (edits) => planning.start({ ...chosenPart(plan), ...edits }),
    editColumn(index, edit) {
      const column = plan?.columns[index];
      if (plan === null || column === undefined) return;
      const next = new Map(edited).set(column.sourceName, { ...edited.get(column.sourceName), ...edit });
      setEdited(next);
      setPlan(withEdits(plan, next));
    },
    load: (dataset, target, stage) =>
      plan !== null && loading.start(plan, { dataset, target, stage }, 'refuse'),
    quarantine: () => plan !== null && wished !== null && loading.start(plan, wished, 'quarantine'),
  };
}

/** Which file of an archive and which sheet of a workbook is looked at, so that other edits keep it. */
function chosenPart(plan: ImportPlan | null): ImportEdits {
  return {
    ...(plan?.archive?.kind === 'zip' ? { entry: plan.archive.entry } : {}),
    ...(plan?.sheet == null ? {} : { sheet: plan.sheet.name }),
  };
}

/** Columns of a dataset are read as it has them; columns that it does not have stay, and are refused. */
function withTypes(plan: ImportPlan, schema: readonly SchemaColumn[]): ImportPlan {
  const types = new Map(schema.map(({ name, type }) => [name, type]));
  const columns = plan.columns.map((column) => ({ ...column, type: types.get(column.name) ?? column.type }));
  return { ...plan, columns };
}

function withEdits(plan: ImportPlan, edited: ReadonlyMap<string, Partial<PlannedColumn>>): ImportPlan {
  const columns = plan.columns.map((column) => ({ ...column, ...edited.get(column.sourceName) }));
  return { ...plan, columns };
}
