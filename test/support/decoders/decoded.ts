/** An image as a decoder understands it. */
export interface Decoded {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly Frame[];
  /** How often it is played: 0 without end, 1 for a still. */
  readonly loops: number;
}

export interface Frame {
  /** In whatever layout the decoder has, the same for the same pixels; with the palette where there is one. */
  readonly pixels: Uint8Array;
  readonly delayMs: number;
}

export function still(width: number, height: number, pixels: Uint8Array): Decoded {
  return { width, height, frames: [{ pixels, delayMs: 0 }], loops: 1 };
}
