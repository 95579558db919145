import { z } from '../../shared/records/zod.ts';
import { backendNames, type EngineName } from '../../workers/backends/backend.ts';
import type { BackendReport } from '../../workers/browser/probe-backends.ts';
import { createStore } from './store.ts';

/** What each engine is called. */
export const engineLabels: Record<EngineName, string> = {
  own: 'Own engine',
  wasm: 'WebAssembly (tfjs)',
  webgpu: 'WebGPU (tfjs)',
  webgl: 'WebGL (tfjs)',
  cpu: 'JavaScript (tfjs)',
};

const engine = z.enum(['own', ...backendNames]);
const reportSchema = z.object({
  chosen: engine,
  considered: z.array(
    z.object({
      name: engine,
      usable: z.boolean(),
      reason: z.string().nullable(),
      stepsPerSecond: z.number().nullable(),
    }),
  ),
  at: z.string(),
  shape: z.object({ sizes: z.array(z.number()), batchSize: z.number() }),
});

const KEY = 'treadle-backends';

/** What the last probe on this device found out; null before there was one. */
export const backendReport = createStore<BackendReport | null>(stored());

export function keepBackendReport(report: BackendReport): void {
  localStorage.setItem(KEY, JSON.stringify(report));
  backendReport.set(report);
}

/** Nothing where what is kept is not of this version. */
function stored(): BackendReport | null {
  try {
    return reportSchema.safeParse(JSON.parse(localStorage.getItem(KEY) ?? 'null')).data ?? null;
  } catch {
    return null;
  }
}
