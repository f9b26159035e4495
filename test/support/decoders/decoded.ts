/** A decoded image. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Frame[];
  /** How often it is played: 0 means endlessly; 1 for a still. */
  readonly loops: number;
}

export interface Frame {
  /** In the decoder's own layout, with the palette if there is one; equal for equal images. */
  readonly pixels: Uint8Array;
  readonly delayMs: number;
}

/** A decoded image with one frame. */
export function still(size: Pick<Decoded, 'width' | 'height'>, pixels: Uint8Array): Decoded {
  return { ...size, frames: [{ pixels, delayMs: 0 }], loops: 1 };
}
