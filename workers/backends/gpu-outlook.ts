import type { Outlook } from './backend.ts';

/** The little of WebGPU that is asked here; TypeScript's DOM types do not have it everywhere. */
interface Gpu {
  requestAdapter(options?: { powerPreference: 'high-performance' }): Promise<GpuAdapter | null>;
}
interface GpuAdapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: { readonly isFallbackAdapter?: boolean; readonly architecture?: string };
}

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** WebGPU is worth a try with a real adapter; a fallback computes on the CPU, 30 times slower than wasm. */
export async function webgpuOutlook(): Promise<Outlook> {
  const { gpu } = (globalThis.navigator ?? {}) as { gpu?: Gpu };
  if (gpu === undefined) return { absent: 'there is no WebGPU here' };
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter === null) return { absent: 'WebGPU finds no adapter' };
  const fallback = adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
  const software = fallback || SOFTWARE.test(adapter.info?.architecture ?? '');
  return software ? { poor: 'WebGPU has a software adapter only' } : {};
}

/** WebGL 2 on an OffscreenCanvas, as in a worker; worth a try unless it is rendered by software. */
export async function webglOutlook(): Promise<Outlook> {
  if (typeof OffscreenCanvas === 'undefined') return { absent: 'there is no WebGL here' };
  const gl = new OffscreenCanvas(1, 1).getContext('webgl2');
  if (gl === null) return { absent: 'WebGL 2 does not start' };
  const info = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer = String(gl.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER));
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return SOFTWARE.test(renderer) ? { poor: `WebGL is rendered by software (${renderer})` } : {};
}
