import type { DeviceWatch, Tf } from './backend.ts';

/** For backends that compute on the CPU. */
export const neverLost: DeviceWatch = { lost: new Promise(() => {}), isLost: () => false };

/** The little of tfjs's backends that is read here; they do not say it in their types. */
interface WebglBackend {
  readonly gpgpu: { readonly gl: WebGL2RenderingContext };
}
interface WebgpuBackend {
  readonly device: { readonly lost: Promise<{ readonly message?: string; readonly reason?: string }> };
}

/** A lost WebGL context computes nothing, answers zeros and never says that it is done. */
export function watchWebgl(tf: Tf): DeviceWatch {
  const { gl } = (tf.backend() as unknown as WebglBackend).gpgpu;
  const lost = new Promise<string>((resolve) => {
    gl.canvas.addEventListener('webglcontextlost', () => resolve('the WebGL context was lost'), {
      once: true,
    });
  });
  return { lost, isLost: () => gl.isContextLost() };
}

export function watchWebgpu(tf: Tf): DeviceWatch {
  let gone = false;
  const { device } = tf.backend() as unknown as WebgpuBackend;
  const lost = device.lost.then(({ message, reason }) => {
    gone = true;
    return `the WebGPU device was lost${message || reason ? ` (${message || reason})` : ''}`;
  });
  return { lost, isLost: () => gone };
}
