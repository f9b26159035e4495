// Types of the part that is used here; the package has no types.
declare module 'node-webpmux' {
  export class Image {
    static initLib(): Promise<void>;
    load(source: Buffer): Promise<void>;
    readonly width: number;
    readonly height: number;
    /** Undefined for a still. */
    readonly anim: { readonly loops: number; readonly frames: readonly AnimationFrame[] } | undefined;
    getImageData(): Promise<Buffer>;
    getFrameData(index: number): Promise<Buffer>;
  }

  export interface AnimationFrame {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly delay: number;
    readonly blend: boolean;
    readonly dispose: boolean;
  }
}
