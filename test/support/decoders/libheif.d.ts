import 'libheif-js/libheif-wasm/libheif.js';

// Types of the part of libheif's JavaScript interface that is used here; the package has no types for it.
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
