import { AppError } from '../../shared/errors/app-error.ts';
import { balanceBy } from '../../shared/pipelines/preparation-choices.ts';
import type { Balance } from '../../shared/records/recipe.ts';
import { balanceDataset, type Balancing } from '../../workers/lifecycle/balance.ts';
import type { Command, ExitCode, Invocation } from '../command.ts';
import { withExistingHost } from '../host.ts';
import { wholeNumber } from '../invocation.ts';
import { formatTable, print, printJson, withProgress } from '../output.ts';
import { existingDataset, noSuchSource } from '../source.ts';

const STRATEGIES = ['oversample', 'undersample', 'smote'] as const;

export const balanceCommand: Command = {
  usage: 'balance DATASET --strategy STRATEGY [options]',
  options: [
    { name: 'strategy', type: 'string', value: 'STRATEGY', help: `one of ${STRATEGIES.join(', ')}` },
    {
      name: 'target',
      type: 'string',
      value: 'COLUMN',
      help: 'the classes (default: the target of the dataset)',
    },
    {
      name: 'neighbours',
      type: 'string',
      value: 'K',
      help: 'neighbours that smote chooses among (default 5)',
    },
    {
      name: 'test',
      type: 'string',
      value: 'PERCENT',
      help: 'percent of the rows set aside first, untouched, for tests (default 20; 0: none)',
    },
    { name: 'seed', type: 'string', value: 'N', help: 'seed of the draw (default 42)' },
  ],
  notes: [
    'DATASET-balanced gets the training rows with even classes, DATASET-held-out the rows set aside. Test a\nmodel of the first on the second: its own test part would hold copies of rows it was trained on.\nTo balance within a training instead, use `train --balance`.',
    'SMOTE makes rows between neighbours in numeric columns; other cells come from the nearer of the two.',
  ],
  examples: ['balance customers --strategy oversample', 'balance customers --strategy smote --test 0 --json'],
  positionals: [1, 1],
  run(invocation): Promise<ExitCode> {
    const [name] = invocation.positionals as [string];
    const balance = readBalance(invocation);
    const test = wholeNumber(invocation, 'test', { min: 0, max: 90, fallback: 20 }) / 100;
    const seed = wholeNumber(invocation, 'seed', { min: 0, max: 2 ** 32 - 1, fallback: 42 });
    return withExistingHost(invocation, noSuchSource(name), async (host): Promise<ExitCode> => {
      const { dataset, dataVersion } = await existingDataset(host, name);
      const target = invocation.string('target') ?? dataset.target;
      if (target === null)
        throw new AppError('usage', { detail: `"${name}" has no target; name one with --target.` });
      const request = { dataset: name, dataVersion, target, balance, test, seed };
      const { signal } = invocation;
      const made = await withProgress('balance', (onProgress) =>
        balanceDataset(host, request, { signal, onProgress }),
      );
      if (invocation.flag('json')) printJson(summaryOf(made));
      else print(textOf(made));
      return 0;
    });
  },
};

function readBalance(invocation: Invocation): Balance {
  const given = invocation.string('strategy');
  const strategy = STRATEGIES.find((each) => each === given);
  if (strategy === undefined)
    throw new AppError('usage', {
      detail: `--strategy must be one of ${STRATEGIES.join(', ')}${given === undefined ? '' : `, not "${given}"`}.`,
    });
  const neighbours = wholeNumber(invocation, 'neighbours', { min: 1, max: 100, fallback: 5 });
  return strategy === 'smote' ? { strategy, neighbours } : balanceBy(strategy);
}

function summaryOf({ run, balanced, heldOut, classes }: Balancing) {
  return {
    runId: run.runId,
    dataset: balanced.dataset.name,
    dataVersion: balanced.dataVersion,
    heldOut: heldOut === null ? null : { dataset: heldOut.dataset.name, dataVersion: heldOut.dataVersion },
    classes,
  };
}

function textOf({ run, balanced, heldOut, classes }: Balancing): string {
  const rows = classes.map(({ label, before, after }) => [label, before, after]);
  const aside = heldOut === null ? '' : `; set aside: ${heldOut.dataset.name}`;
  return `${balanced.dataset.name} ${balanced.dataVersion.slice(0, 12)}${aside} (run ${run.runId})\n${formatTable(['class', 'before', 'after'], rows)}`;
}
