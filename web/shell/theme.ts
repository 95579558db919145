import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

/** The accent. Shade 6 on white and shade 3 on the dark body both reach 4.5 : 1. */
const iris: MantineColorsTuple = [
  '#eef0ff',
  '#dfe2fe',
  '#c4c9fd',
  '#a4abfa',
  '#8187f6',
  '#5e61ec',
  '#4f46e5',
  '#4338ca',
  '#3730a3',
  '#2c2880',
];

/** Cool neutrals for dark mode: 7 is the body, 6 a raised surface, 4 a line, 2 dimmed text. */
const dark: MantineColorsTuple = [
  '#e6e8ec',
  '#c3c7cf',
  '#9aa0ac',
  '#6b7180',
  '#2e323b',
  '#23262e',
  '#191c22',
  '#101216',
  '#0c0e11',
  '#08090b',
];

const gray: MantineColorsTuple = [
  '#f8f9fb',
  '#f1f3f6',
  '#e6e9ee',
  '#d8dce3',
  '#bcc2cc',
  '#959daa',
  '#666e7c',
  '#4b525f',
  '#333944',
  '#1b1f27',
];

export const theme = createTheme({
  colors: { iris, dark, gray },
  primaryColor: 'iris',
  primaryShade: { light: 6, dark: 5 },
  black: '#1b1f27',
  fontFamily:
    'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.4' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.4' },
    },
  },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '14px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  focusRing: 'auto',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: { defaultProps: { openDelay: 350, withArrow: true, fz: 'xs' } },
    Modal: { defaultProps: { centered: true, radius: 'lg' }, styles: { title: { fontWeight: 600 } } },
    Select: { defaultProps: { checkIconPosition: 'right' } },
    Table: { defaultProps: { verticalSpacing: 8, horizontalSpacing: 16, borderColor: 'var(--line)' } },
    TabsList: { defaultProps: { className: 'tab-list' } },
    Anchor: { defaultProps: { underline: 'hover', inherit: true } },
  },
});

/** Colours whose light variant is used for status; Mantine's own shades miss AA contrast on their tint. */
const tinted = ['green', 'red', 'yellow', 'orange', 'teal', 'blue'];

const tintedVariables = (color: (name: string) => string): Record<`--${string}`, string> =>
  Object.fromEntries(tinted.map((name) => [`--mantine-color-${name}-light-color`, color(name)]));

/** Text that stays readable (WCAG AA) in both schemes, and the few tokens our own CSS uses. */
export const cssVariablesResolver: CSSVariablesResolver = (resolved) => ({
  variables: { '--line-width': '1px', '--header-height': '52px' },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-dimmed': resolved.colors['gray']?.[6] ?? '#666e7c',
    '--mantine-color-placeholder': '#666e7c',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-anchor': 'var(--mantine-color-iris-7)',
    '--surface': '#ffffff',
    '--surface-sunken': '#f8f9fb',
    '--surface-hover': '#f1f3f6',
    '--line': '#e6e9ee',
    '--line-strong': '#d8dce3',
    '--ink-soft': '#4b525f',
    ...tintedVariables((name) => `color-mix(in srgb, var(--mantine-color-${name}-9) 78%, black)`),
  },
  dark: {
    '--mantine-color-body': '#101216',
    '--mantine-color-text': '#e6e8ec',
    '--mantine-color-dimmed': '#9aa0ac',
    '--mantine-color-placeholder': '#878e9b',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-anchor': 'var(--mantine-color-iris-3)',
    '--mantine-color-default': '#191c22',
    '--mantine-color-default-border': '#343944',
    '--surface': '#15181d',
    '--surface-sunken': '#0c0e11',
    '--surface-hover': '#1c2027',
    '--line': '#262a32',
    '--line-strong': '#343944',
    '--ink-soft': '#c3c7cf',
    ...tintedVariables((name) => `var(--mantine-color-${name}-3)`),
  },
});
