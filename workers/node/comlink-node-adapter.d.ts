// The package has this declaration, but not beside the `.mjs` file that Node needs.
declare module 'comlink/dist/esm/node-adapter.mjs' {
  export { default, type NodeEndpoint } from 'comlink/dist/esm/node-adapter';
}
