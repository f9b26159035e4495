// The package has types for its factory, and none for the one file that holds the factory and its WebAssembly together.
declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  import libheif from 'libheif-js/libheif-wasm/libheif.js';

  const instantiate: typeof libheif.default;
  export default instantiate;
}
