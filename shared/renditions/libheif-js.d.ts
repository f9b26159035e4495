// The package has types for its factory, but not for the bundle of factory and WebAssembly.
declare module 'libheif-js/libheif-wasm/libheif-bundle.mjs' {
  import libheif from 'libheif-js/libheif-wasm/libheif.js';

  const instantiate: typeof libheif.default;
  export default instantiate;
}
