import 'libheif-js/libheif-wasm/libheif.js';

// libheif's own interface for JavaScript, which the package has no types for; as much of it as is used here.
declare module 'libheif-js/libheif-wasm/libheif.js' {
  interface EmbindModule {
    readonly HeifDecoder: new () => { decode(bytes: Uint8Array): readonly HeifImage[] };
  }

  interface HeifImage {
    get_width(): number;
    get_height(): number;
    is_primary(): number | boolean;
    display(into: ImageBytes, done: (image: ImageBytes | null) => void): void;
    free(): void;
  }

  interface ImageBytes {
    readonly data: Uint8ClampedArray;
    readonly width: number;
    readonly height: number;
  }
}
