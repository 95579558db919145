import { useComputedColorScheme } from '@mantine/core';

/** Colours of a chart in one scheme. `series` is told apart by people with any colour vision. */
export interface Palette {
  readonly text: string;
  readonly soft: string;
  readonly line: string;
  readonly surface: string;
  readonly series: readonly string[];
}

const light: Palette = {
  text: '#333944',
  soft: '#5c6472',
  line: '#e6e9ee',
  surface: '#ffffff',
  series: ['#4f46e5', '#e8590c', '#0c8599', '#c2255c', '#5c940d', '#9c36b5', '#1971c2', '#846358'],
};

const dark: Palette = {
  text: '#e6e8ec',
  soft: '#9aa0ac',
  line: '#2a2f38',
  surface: '#15181d',
  series: ['#8187f6', '#ff922b', '#3bc9db', '#f783ac', '#94d82d', '#da77f2', '#4dabf7', '#b8a295'],
};

export function usePalette(): Palette {
  return useComputedColorScheme('light') === 'dark' ? dark : light;
}
