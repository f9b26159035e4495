import assert from 'node:assert/strict';
import sharp from 'sharp';
import type { Rendering } from '../../shared/core/rendition.ts';
import { renderImage } from '../../shared/renditions/render-image.ts';
import { type Colour, height, quarters, width } from '../support/pictures.ts';

/** A rendering of the whole photo as PNG. */
export const asPng: Rendering = { format: 'png' };
/** A rendering of the whole photo as JPEG or PNG. */
export const plain: Rendering = { format: 'plain' };

/** A rendition, decoded again. */
interface Rendered {
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  at(x: number, y: number): readonly number[];
}

/** Renders a photo and decodes the rendition. */
export async function render(source: Uint8Array, rendering: Rendering): Promise<Rendered> {
  const { bytes, contentType } = await renderImage(source, rendering);
  const { format, mediaType } = await sharp(bytes).metadata();
  assert.equal(mediaType, contentType, format);
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => {
    const start = (Math.floor(y) * info.width + Math.floor(x)) * info.channels;
    return [...data.subarray(start, start + info.channels)];
  };
  return { contentType, width: info.width, height: info.height, channels: info.channels, at };
}

/** The largest difference of a channel that encoders and colour transforms cause. */
export const tolerance = 8;

/** Asserts a pixel, within the tolerance. */
export function shows(found: readonly number[], expected: readonly number[], label = '') {
  const near = expected.every((value, channel) => Math.abs((found[channel] ?? -100) - value) <= tolerance);
  assert.ok(near && found.length === expected.length, `${label}: ${found} is not ${expected}`);
}

/** Asserts the colours in the middle of the four quarters of an image. */
export function showsQuarters({ width, height, at }: Rendered, colours: readonly Colour[]) {
  const [first = [], second = [], third = [], fourth = []] = colours;
  shows(at(width * 0.25, height * 0.25), first, 'top left');
  shows(at(width * 0.75, height * 0.25), second, 'top right');
  shows(at(width * 0.25, height * 0.75), third, 'bottom left');
  shows(at(width * 0.75, height * 0.75), fourth, 'bottom right');
}

/** Asserts the size and the quarters of the sample photo. */
export function showsSample(rendered: Rendered) {
  assert.deepEqual([rendered.width, rendered.height], [width, height]);
  showsQuarters(rendered, Object.values(quarters));
}
