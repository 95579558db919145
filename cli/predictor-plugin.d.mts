import type { Plugin } from 'vite';

export function predictorPlugin(root: string): Plugin;
/** The script of exported HTML files. */
export function buildPredictor(root: string): Promise<string>;
