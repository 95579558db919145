// Compiles every `*.as.ts` (AssemblyScript) under shared/ into the `*.wasm.ts` beside it; a `*.part.as.ts` is only
// included by others.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));
const OPTIONS =
  '--runtime stub --optimizeLevel 3 --shrinkLevel 0 --noAssert --enable simd --importMemory --maximumMemory 65536 --use abort='.split(
    ' ',
  );

/** Repository-relative paths of the sources. */
export function kernelSources() {
  return readdirSync(join(root, 'shared'), { recursive: true, encoding: 'utf8' })
    .map((entry) => `shared/${entry.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.as.ts') && !file.endsWith('.part.as.ts'))
    .sort();
}

/** The text of the `*.wasm.ts` that belongs to a source. @throws Error what the compiler says. */
export async function compileKernels(file) {
  const shared = await compile(file, ['--enable', 'threads', '--sharedMemory']);
  const plain = await compile(file, []);
  const name = file
    .match(/([^/]+)\.as\.ts$/)[1]
    .toUpperCase()
    .replaceAll('-', '_');
  const up = '../'.repeat(file.split('/').length - 2);
  return [
    `// Made from ${file.split('/').at(-1)} by \`npm run kernels\`.`,
    `import type { KernelBinary } from '${up}numeric/kernels.ts';`,
    '',
    `export const ${name}: KernelBinary = {`,
    `  shared: '${shared.toString('base64')}',`,
    `  plain: '${plain.toString('base64')}',`,
    '};',
    '',
  ].join('\n');
}

async function compile(file, options) {
  let binary = null;
  const { error, stderr } = await asc.main([file, '--outFile', 'out.wasm', ...OPTIONS, ...options], {
    readFile: (name) => {
      try {
        return readFileSync(join(root, name), 'utf8');
      } catch (thrown) {
        // The compiler looks in several places.
        if (thrown.code === 'ENOENT' || thrown.code === 'EISDIR') return null;
        throw thrown;
      }
    },
    writeFile: (_, contents) => (binary = contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`${file}: ${error.message}\n${stderr.toString()}`);
  return Buffer.from(binary);
}

/** Sources whose binary is not what they make, by path. */
export async function outdatedKernels() {
  const outdated = [];
  for (const file of kernelSources()) {
    const target = join(root, file.replace(/\.as\.ts$/, '.wasm.ts'));
    const text = await compileKernels(file);
    if (read(target) !== text) outdated.push({ file, target, text });
  }
  return outdated;
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    if (thrown.code === 'ENOENT') return null;
    throw thrown;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const { file, target, text } of await outdatedKernels()) {
    writeFileSync(target, text);
    process.stdout.write(`${file}\n`);
  }
}
