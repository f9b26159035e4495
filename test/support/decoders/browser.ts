import type { Browser, Page } from 'playwright-core';
import type { ImageFormat } from '../../../shared/core/image-format.ts';
import { launchChromium } from '../chromium.ts';
import type { Decoded } from './decoded.ts';

/** A photo as a browser decodes it: its stored frames, and its size and pixels as displayed. */
export interface Shown extends Decoded {
  readonly shown: { readonly width: number; readonly height: number; readonly pixels: string };
}

interface DecodingBrowser extends AsyncDisposable {
  /** Throws if the browser cannot decode the photo. */
  decode(bytes: Uint8Array, format: ImageFormat): Promise<Shown>;
}

/** Starts Chromium as a decoder, for all formats but HEIC. */
export async function openDecodingBrowser(): Promise<DecodingBrowser> {
  const browser = await launchChromium();
  const page = await securePage(browser);
  return {
    async decode(bytes, format) {
      const { frames, ...rest } = await page.evaluate(decodeInPage, {
        base64: Buffer.from(bytes).toString('base64'),
        type: `image/${format}`,
      });
      const decoded = frames.map(({ pixels, ...frame }) => ({ ...frame, pixels: Buffer.from(pixels) }));
      return { ...rest, frames: decoded };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** ImageDecoder exists only in a secure context. */
async function securePage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.route('https://photos.test/', (route) =>
    route.fulfill({ body: '<!doctype html>', contentType: 'text/html' }),
  );
  await page.goto('https://photos.test/');
  return page;
}

/** Runs in the page; returns digests instead of pixels. */
async function decodeInPage({ base64, type }: { base64: string; type: string }) {
  const data = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const digest = async (pixels: Uint8Array<ArrayBuffer>) =>
    Array.from(new Uint8Array(await crypto.subtle.digest('SHA-256', pixels)), (byte) => byte.toString(16)).join('-');

  const decoder = new ImageDecoder({ data, type, colorSpaceConversion: 'none' });
  await Promise.all([decoder.completed, decoder.tracks.ready]);
  const { frameCount, repetitionCount, animated } = decoder.tracks.selectedTrack;
  const frames: { pixels: string; delayMs: number }[] = [];
  let size = { width: 0, height: 0 };
  for (let frameIndex = 0; frameIndex < frameCount; frameIndex++) {
    const { image } = await decoder.decode({ frameIndex });
    size = { width: image.codedWidth, height: image.codedHeight };
    const pixels = new Uint8Array(image.allocationSize({ format: 'RGBA' }));
    await image.copyTo(pixels, { format: 'RGBA' });
    frames.push({ pixels: await digest(pixels), delayMs: (image.duration ?? 0) / 1000 });
    image.close();
  }

  const bitmap = await createImageBitmap(new Blob([data], { type }), { colorSpaceConversion: 'none' });
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const drawn = context.getImageData(0, 0, bitmap.width, bitmap.height).data;
  const shown = { width: bitmap.width, height: bitmap.height, pixels: await digest(Uint8Array.from(drawn)) };
  const loops = !animated ? 1 : repetitionCount === Number.POSITIVE_INFINITY ? 0 : repetitionCount + 1;
  return { ...size, frames, loops, shown };
}

/** Globals of the page that Node does not have. */
declare const ImageDecoder: new (init: {
  data: Uint8Array;
  type: string;
  colorSpaceConversion: 'none';
}) => {
  readonly completed: Promise<void>;
  readonly tracks: {
    readonly ready: Promise<void>;
    readonly selectedTrack: {
      readonly frameCount: number;
      readonly repetitionCount: number;
      readonly animated: boolean;
    };
  };
  decode(options: { frameIndex: number }): Promise<{ readonly image: VideoFrame }>;
};
declare function createImageBitmap(
  blob: Blob,
  options: { colorSpaceConversion: 'none' },
): Promise<{ width: number; height: number }>;
declare const OffscreenCanvas: new (width: number, height: number) => { getContext(kind: '2d'): Drawing };

interface VideoFrame {
  readonly codedWidth: number;
  readonly codedHeight: number;
  readonly duration: number | null;
  allocationSize(options: { format: 'RGBA' }): number;
  copyTo(pixels: Uint8Array, options: { format: 'RGBA' }): Promise<unknown>;
  close(): void;
}

interface Drawing {
  drawImage(bitmap: { width: number; height: number }, x: number, y: number): void;
  getImageData(x: number, y: number, width: number, height: number): { readonly data: Uint8ClampedArray };
}
