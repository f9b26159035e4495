import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { Rendering } from '../../shared/core/rendition.ts';
import { fourQuarters, picture, quarters, quartersHeic, translucentHeic, width } from '../support/pictures.ts';
import { asPng, plain, render, shows, showsSample, tolerance } from './rendered.ts';

const { bottomRight } = quarters;

describe('transparency', () => {
  const holed = (x: number) => (x < width / 2 ? 0 : 255);

  it('is kept in PNG, WebP and AVIF', async () => {
    const photo = await fourQuarters(holed).png().toBuffer();
    for (const [format, type] of Object.entries({ plain: 'png', png: 'png', webp: 'webp', avif: 'avif' } as const)) {
      const rendered = await render(photo, { size: 128, format: format as Rendering['format'] });
      assert.equal(rendered.contentType, `image/${type}`);
      assert.equal(rendered.at(20, 20)[3], 0);
      shows(rendered.at(100, 100), [...bottomRight, 255], type);
    }
  });

  it('is kept for grey images, a transparent palette colour, and HEIC', async () => {
    const grey = await fourQuarters(holed).greyscale().toColourspace('b-w').png().toBuffer();
    assert.equal((await sharp(grey).metadata()).channels, 2);
    const { at, contentType } = await render(grey, { size: 128, format: 'plain' });
    assert.deepEqual([contentType, at(20, 20)[3], at(100, 100)[3]], ['image/png', 0, 255]);
    const gif = await render(await fourQuarters(holed).gif().toBuffer(), plain);
    assert.deepEqual([gif.contentType, gif.at(20, 20)[3], gif.at(300, 100)[3]], ['image/png', 0, 255]);
    const heic = await render(translucentHeic, plain);
    assert.deepEqual([heic.contentType, heic.width, heic.height], ['image/png', 96, 64]);
    shows(heic.at(10, 30), [220, 40, 30, 128]);
    shows(heic.at(80, 30), [220, 40, 30, 255]);
  });

  it('that is fully opaque makes a JPEG', async () => {
    const photo = await fourQuarters(() => 255)
      .png()
      .toBuffer();
    assert.equal((await sharp(photo).metadata()).hasAlpha, true);
    const rendered = await render(photo, plain);
    assert.equal(rendered.contentType, 'image/jpeg');
    showsSample(rendered);
  });

  it('outside of the crop is ignored', async () => {
    const photo = await fourQuarters(holed).png().toBuffer();
    const right = { x: 300, y: 0, w: 200, h: 512 };
    assert.equal((await render(photo, { crop: right, size: 64, format: 'plain' })).contentType, 'image/jpeg');
  });
});

describe('colours', () => {
  const colour = [210, 40, 60] as const;

  it('of a wide gamut are converted to sRGB', async () => {
    const photo = await picture(64, 64, () => colour)
      .withIccProfile('p3')
      .png()
      .toBuffer();
    const stored = await sharp(photo, { ignoreIcc: true }).raw().toBuffer();
    assert.ok(Math.abs((stored[0] ?? 0) - colour[0]) > tolerance, 'the profile changes the stored numbers');
    for (const rendering of [asPng, plain, { size: 32, format: 'webp' }] as const) {
      shows((await render(photo, rendering)).at(20, 20), colour);
    }
  });

  it('of a wide gamut are converted to sRGB in HEIC, too', async () => showsSample(await render(quartersHeic, plain)));

  it('of CMYK are converted to sRGB', async () => {
    const photo = await picture(64, 64, () => [255, 255, 255])
      .toColourspace('cmyk')
      .jpeg({ quality: 100 })
      .toBuffer();
    assert.equal((await sharp(photo).metadata()).space, 'cmyk');
    const { at, channels } = await render(photo, plain);
    assert.equal(channels, 3);
    shows(at(20, 20), [255, 255, 255]);
  });

  it('of 16 bits, 1 bit and grey are converted to 8 bits', async () => {
    const deep = await fourQuarters().toColourspace('rgb16').png().toBuffer();
    assert.equal((await sharp(deep).metadata()).depth, 'ushort');
    showsSample(await render(deep, asPng));
    const grey = await picture(64, 64, () => [119, 119, 119])
      .toColourspace('grey16')
      .png()
      .toBuffer();
    shows((await render(grey, asPng)).at(9, 9), [119, 119, 119]);
    const bits = await picture(64, 64, (x) => (x < 32 ? [0, 0, 0] : [255, 255, 255]))
      .png({ palette: true, colours: 2 })
      .toBuffer();
    shows((await render(bits, asPng)).at(50, 9), [255, 255, 255]);
  });
});
