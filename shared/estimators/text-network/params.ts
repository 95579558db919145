import { classWeightParam } from '../class-weights.ts';
import { trainingParams } from '../neural-network/params.ts';
import type { ParamTable } from '../params.ts';

const usual: Readonly<Record<string, number>> = {
  epochs: 20,
  learning_rate: 0.003,
  patience: 4,
  dropout: 0.2,
};

export const params: ParamTable = [
  {
    name: 'architecture',
    title: 'Architecture',
    help: 'Filters over neighbouring words, the strongest answer of each counting; or the mean of the words, in any order.',
    type: 'choice',
    choices: ['convolution', 'average'],
    default: 'convolution',
  },
  {
    name: 'dimensions',
    title: 'Dimensions of a word',
    help: 'Numbers that stand for a word.',
    type: 'integer',
    min: 2,
    max: 512,
    default: 16,
    log: true,
  },
  {
    name: 'filters',
    title: 'Filters',
    help: 'Patterns of neighbouring words; convolution only.',
    type: 'integer',
    min: 1,
    max: 512,
    default: 32,
    log: true,
  },
  {
    name: 'filter_width',
    title: 'Words of a filter',
    help: 'How many neighbouring words a filter sees.',
    type: 'integer',
    min: 1,
    max: 9,
    default: 3,
  },
  {
    name: 'hidden_units',
    title: 'Hidden units',
    help: 'Of the layer between text and answer; 0 = none.',
    type: 'integer',
    min: 0,
    max: 1024,
    default: 32,
  },
  ...trainingParams.map((param) =>
    param.name in usual ? ({ ...param, default: usual[param.name] } as typeof param) : param,
  ),
  classWeightParam,
];
