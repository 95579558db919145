// Gives page and command the script of exported HTML files as text: `import predictor from 'virtual:predictor'`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'virtual:predictor';
const RESOLVED = '\0virtual:predictor';

export function predictorPlugin(root) {
  let script = null;
  return {
    name: 'predictor',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null;
      script ??= await buildPredictor(root);
      return `export default ${JSON.stringify(script)};`;
    },
  };
}

/** web/standalone as one classic script, without WebAssembly: the policy of the file forbids it. */
export async function buildPredictor(root) {
  const { build } = await import('vite');
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [withoutKernels()],
    build: {
      write: false,
      target: 'es2023',
      minify: true,
      rollupOptions: {
        input: join(root, 'web/standalone/predictor.ts'),
        output: { format: 'iife', codeSplitting: false },
      },
    },
  });
  const [output] = [built].flat();
  return output.output[0].code;
}

/** Kernels of no bytes do not validate, so that every estimator goes its TypeScript way, to the same digits. */
function withoutKernels() {
  return {
    name: 'without-kernels',
    load(id) {
      if (!id.endsWith('.wasm.ts')) return null;
      const names = [...readFileSync(id, 'utf8').matchAll(/export const (\w+)/g)].map(([, name]) => name);
      return names.map((name) => `export const ${name} = { shared: '', plain: '' };`).join('\n');
    },
  };
}
