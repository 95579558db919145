/** Set by the build (vite.config.ts). */
declare const __APP_VERSION__: string;
declare const __APP_COMMIT__: string | null;

/** The script of exported HTML files (cli/predictor-plugin.mjs). */
declare module 'virtual:predictor' {
  const script: string;
  export default script;
}
