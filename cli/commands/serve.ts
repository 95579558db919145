import { fileURLToPath } from 'node:url';
import { startServer } from '../../sync-server/start.ts';
import type { Command } from '../command.ts';
import { workspaceFolder } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { note } from '../output.ts';

export const serveCommand: Command = {
  name: 'serve',
  summary: 'Serve the page and the API from the workspace on one port',
  usage: 'serve [--port N] [options]',
  options: [
    { name: 'port', type: 'string', value: 'N', help: 'port to listen on (default 3000, 0 = any free one)' },
    {
      name: 'host',
      type: 'string',
      value: 'ADDRESS',
      help: 'address to listen on (default 127.0.0.1; others are refused without a token)',
    },
  ],
  examples: ['serve', 'serve --port 8080 --workspace ./team'],
  positionals: [0, 0],
  async run(invocation) {
    const server = await startServer({
      workspaceFolder: workspaceFolder(invocation),
      webFolder: fileURLToPath(new URL('../web', import.meta.url)),
      port: wholeNumber(invocation, 'port', { min: 0, max: 65_535, fallback: portFromEnvironment() }),
      host: invocation.string('host') ?? '127.0.0.1',
    });
    note(`Treadle serves ${workspaceFolder(invocation)} at ${server.url} (Ctrl-C stops it)`);
    await aborted(invocation.signal);
    note('Stopping …');
    await server.stop();
    return 0;
  },
};

const portFromEnvironment = (): number => Number(process.env['PORT'] ?? 3000);

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
