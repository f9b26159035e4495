import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { PhotoFailure } from '../../shared/core/failure.ts';
import type { Rendering } from '../../shared/core/rendition.ts';
import { renderImage } from '../../shared/renditions/render-image.ts';
import { impostors } from '../e2e/impostors.ts';
import { chunk, greyPng } from '../support/building/png.ts';
import { fourQuarters, picture, quartersHeic, translucentHeic, withStatedSize } from '../support/pictures.ts';
import { render } from './rendered.ts';

/** Asserts the refusal of a photo. */
async function refused(source: Uint8Array, rendering: Rendering = { size: 160, format: 'plain' }) {
  await assert.rejects(renderImage(source, rendering), { name: 'PhotoFailure', code: 'not-renderable', facts: {} });
}

describe('not-renderable is the refusal of', () => {
  it('bytes that are not an image, or not in a rendered format', async () => {
    for (const impostor of Object.values(impostors)) await refused(impostor);
    for (const text of [
      '',
      'GIF89a',
      '\x89PNG\r\n\x1a\n',
      '\xff\xd8\xff',
      '<svg xmlns="http://www.w3.org/2000/svg"/>',
    ]) {
      await refused(Buffer.from(text, 'latin1'));
    }
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
    await refused(Buffer.from(svg));
    await refused(Buffer.from(`#!/usr/bin/env magick\n<?xml version="1.0"?>${svg}`));
    await refused(
      Buffer.from('push graphic-context\nviewbox 0 0 9 9\nimage over 0,0 0,0 "/etc/passwd"\npop graphic-context'),
    );
    await refused(Buffer.from('P6\n1 1\n255\nabc'));
    await refused(Buffer.from('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 1 +X 1\nabcd'));
  });

  it('a truncated photo', async () => {
    const sample = picture(200, 150, (x, y) => [x, y, (x * y) % 256]);
    const photos = await Promise.all([
      sample.clone().jpeg().toBuffer(),
      sample.clone().jpeg({ progressive: true }).toBuffer(),
      sample.clone().png().toBuffer(),
      sample.clone().gif().toBuffer(),
      sample.clone().webp().toBuffer(),
      sample.clone().tiff().toBuffer(),
      sample.clone().avif().toBuffer(),
    ]);
    for (const photo of [...photos, quartersHeic]) {
      for (const part of [0.1, 0.5, 0.9]) await refused(photo.subarray(0, photo.length * part));
    }
  });

  it('a photo with more than 50 megapixels, before it is decoded', async () => {
    await refused(blackPng(20_000, 20_000));
    const many = await render(blackPng(7_071, 7_071), { size: 16, format: 'plain' });
    assert.deepEqual([many.width, many.height], [16, 16]);
    await refused(blackPng(7_072, 7_072));
    const avif = await fourQuarters().avif().toBuffer();
    for (const side of [7_072, 20_000, 65_535, 2 ** 31]) {
      await refused(withStatedSize(quartersHeic, side, side));
      await refused(withStatedSize(avif, side, side));
    }
    await refused(largeJpeg(await fourQuarters().jpeg().toBuffer()));
    const gif = await fourQuarters().gif().toBuffer();
    gif.writeUInt32LE(0xffffffff, 6); // the canvas
    gif.writeUInt32LE(0xffffffff, gif.indexOf(Buffer.of(0, 0x2c, 0, 0, 0, 0)) + 6); // the frame
    await refused(gif);
  });

  it('an HEIC with more pixels than it declares', async () => refused(withStatedSize(quartersHeic, 16, 16)));

  it('random and mutated bytes, unless they are rendered', { timeout: 300_000 }, async () => {
    const sample = picture(40, 30, (x, y) => [x * 6, y * 8, (x * y) % 256, 255 - x]);
    const photos: readonly Uint8Array[] = await Promise.all([
      sample
        .clone()
        .removeAlpha()
        .jpeg()
        .withExif({ IFD0: { Make: 'Maker' } })
        .withIccProfile('p3')
        .toBuffer(),
      sample.clone().removeAlpha().jpeg({ progressive: true }).toBuffer(),
      sample.clone().png().toBuffer(),
      sample.clone().gif().toBuffer(),
      sample.clone().webp().toBuffer(),
      sample.clone().webp({ lossless: true }).toBuffer(),
      sample.clone().tiff({ compression: 'lzw' }).toBuffer(),
      sample.clone().avif({ effort: 0 }).toBuffer(),
      Promise.resolve(quartersHeic),
      Promise.resolve(translucentHeic),
    ]);
    const bytes = fc.integer({ min: 0, max: 255 });
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    });
    const changes = fc.array(change, { maxLength: 4 });
    const changed = fc
      .tuple(fc.constantFrom(...photos), changes, fc.double({ min: 0.02, max: 1, noNaN: true }), fc.boolean())
      .map(([photo, changes, part, cut]) => {
        const copy = Uint8Array.from(photo);
        for (const { at, bytes } of changes) {
          const start = Math.floor(at * (copy.length - 1));
          copy.set(bytes.subarray(0, copy.length - start), start);
        }
        return cut ? copy.subarray(0, Math.ceil(copy.length * part)) : copy;
      });
    const headed = fc
      .tuple(fc.constantFrom(...photos), fc.integer({ min: 4, max: 64 }), fc.array(bytes, { maxLength: 400 }))
      .map(([photo, head, tail]) => Uint8Array.from([...photo.subarray(0, head), ...tail]));
    const renderings = fc.constantFrom<Rendering>(
      { size: 16, format: 'plain' },
      { size: 16, format: 'webp', crop: { x: 10, y: 20.5, w: 400, h: 8 } },
      { format: 'png' },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof({ weight: 5, arbitrary: changed }, headed, fc.uint8Array()),
        renderings,
        async (source, rendering) => {
          try {
            await render(source, rendering);
          } catch (error) {
            assert.ok(error instanceof PhotoFailure && error.code === 'not-renderable', String(error));
          }
        },
      ),
      { numRuns: Number(process.env.RENDERINGS ?? 300) },
    );
  });
});

/** A black PNG with one bit per pixel, which is small for any size. */
function blackPng(width: number, height: number): Uint8Array {
  const rows = deflateSync(Buffer.alloc(height * (1 + Math.ceil(width / 8))));
  return greyPng({ width, height, bits: 1 }, chunk('IDAT', rows));
}

/** A JPEG whose frame header declares 65,000 × 65,000 pixels. */
function largeJpeg(jpeg: Buffer): Uint8Array {
  const frame = jpeg.indexOf(Buffer.of(0xff, 0xc0));
  jpeg.writeUInt16BE(65_000, frame + 5);
  jpeg.writeUInt16BE(65_000, frame + 7);
  return jpeg;
}
