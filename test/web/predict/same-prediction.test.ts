import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { VersionEntry } from '../../../shared/registry/state.ts';
import { curlCommand, treadleCommand } from '../../../web/predict/same-prediction.ts';

const version = (stage: VersionEntry['stage'], model = 'churn'): VersionEntry =>
  ({ model, version: 3, stage }) as VersionEntry;

/** The words that a real shell makes of a command. */
const words = (command: string): string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${command}`])
    .toString()
    .split('\0')
    .slice(0, -1);

const features = { "it's": `a "b" $HOME \`id\` \\ ; & | * !`, n: 1.5, empty: null };

describe('the same prediction elsewhere', () => {
  it('names only the model where the version serves', () => {
    const [curl, , , url, , , , body] = words(curlCommand('http://x:3000', version('Production'), features));
    expect(curl).toBe('curl');
    expect(url).toBe('http://x:3000/api/predict');
    expect(JSON.parse(body!)).toEqual({ modelId: 'churn', features });
  });

  it('names any other version, and a shell reads nothing into names and values', () => {
    const model = "o'brien & co";
    const [, , , url, , , , body] = words(curlCommand('http://x:3000', version('None', model), features));
    expect(url).toBe("http://x:3000/api/models/o'brien%20%26%20co/versions/3/predict");
    expect(JSON.parse(body!)).toEqual({ features });
  });

  it('asks the command line for the version', () => {
    const command = words(treadleCommand(version('Archived', "o'brien & co"), features));
    expect(command.slice(0, 6)).toEqual([
      'treadle',
      'predict',
      "o'brien & co",
      '--version',
      '3',
      '--features',
    ]);
    expect(JSON.parse(command[6]!)).toEqual(features);
    expect(command[7]).toBe('--json');
  });
});
