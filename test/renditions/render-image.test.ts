import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { PhotoFailure } from '../../shared/core/failure.ts';
import type { Rendering } from '../../shared/core/rendition.ts';
import { renderImage } from '../../shared/renditions/render-image.ts';
import { impostors } from '../e2e/impostors.ts';
import { chunk, greyPng } from '../support/building/png.ts';
import {
  type Colour,
  fourQuarters,
  height,
  picture,
  quarters,
  quartersHeic,
  storedFor,
  translucentHeic,
  width,
  withStatedSize,
} from '../support/pictures.ts';

const asPng: Rendering = { format: 'png' };
const plain: Rendering = { format: 'plain' };
const { topLeft, topRight, bottomLeft, bottomRight } = quarters;

interface Rendered {
  readonly contentType: string;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  at(x: number, y: number): readonly number[];
}

async function render(source: Uint8Array, rendering: Rendering): Promise<Rendered> {
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

const tolerance = 8; // by encoders and colour transforms

function shows(found: readonly number[], expected: readonly number[], where = '') {
  const near = expected.every((value, channel) => Math.abs((found[channel] ?? -100) - value) <= tolerance);
  assert.ok(near && found.length === expected.length, `${where}: ${found} is not ${expected}`);
}

/** Asserts the colours in the middle of the four quarters of an image. */
function showsQuarters({ width, height, at }: Rendered, colours: readonly Colour[]) {
  const [first = [], second = [], third = [], fourth = []] = colours;
  shows(at(width * 0.25, height * 0.25), first, 'top left');
  shows(at(width * 0.75, height * 0.25), second, 'top right');
  shows(at(width * 0.25, height * 0.75), third, 'bottom left');
  shows(at(width * 0.75, height * 0.75), fourth, 'bottom right');
}

function showsSample(rendered: Rendered) {
  assert.deepEqual([rendered.width, rendered.height], [width, height]);
  showsQuarters(rendered, Object.values(quarters));
}

async function refused(source: Uint8Array, rendering: Rendering = { size: 160, format: 'plain' }) {
  await assert.rejects(renderImage(source, rendering), { name: 'PhotoFailure', code: 'not-renderable', facts: {} });
}

describe('a photo is rendered', () => {
  for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
    it(`upright, from orientation ${orientation}`, async () => {
      const photo = await storedFor(orientation).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).toBuffer();
      showsSample(await render(photo, asPng));
      const square = await render(photo, { size: 100, format: 'webp' });
      assert.deepEqual([square.width, square.height], [100, 100]);
      showsQuarters(square, Object.values(quarters));
      const corner = { crop: { x: 0, y: 256, w: 256, h: 256 }, format: 'png' } as const;
      showsQuarters(await render(photo, corner), [bottomLeft, bottomLeft, bottomLeft, bottomLeft]);
    });
  }

  it('upright from turned PNG, WebP, TIFF and AVIF', async () => {
    for (const format of ['png', 'webp', 'tiff', 'avif'] as const) {
      const photo = await storedFor(6).toFormat(format, { quality: 95 }).toBuffer();
      showsSample(await render(photo, asPng));
    }
  });

  it('in the requested format, with its media type', async () => {
    const photo = await fourQuarters().png().toBuffer();
    for (const [format, type] of Object.entries({ plain: 'jpeg', webp: 'webp', avif: 'avif', png: 'png' } as const)) {
      const rendered = await render(photo, { size: 160, format: format as Rendering['format'] });
      assert.equal(rendered.contentType, `image/${type}`);
      assert.equal(rendered.channels, 3);
      showsQuarters(rendered, Object.values(quarters));
    }
  });

  it('from every format of photos', async () => {
    const sample = fourQuarters();
    const encoded = await Promise.all([
      sample.clone().jpeg({ quality: 95 }).toBuffer(),
      sample.clone().jpeg({ quality: 95, progressive: true }).toBuffer(),
      sample.clone().png().toBuffer(),
      sample.clone().png({ palette: true }).toBuffer(),
      sample.clone().gif().toBuffer(),
      sample.clone().webp({ quality: 95 }).toBuffer(),
      sample.clone().webp({ lossless: true }).toBuffer(),
      sample.clone().tiff().toBuffer(),
      sample.clone().avif({ quality: 90 }).toBuffer(),
    ]);
    for (const photo of [...encoded, quartersHeic]) showsSample(await render(photo, asPng));
  });

  it('as a PNG from a TIFF, unchanged', async () => {
    const photo = await fourQuarters().tiff({ compression: 'lzw' }).toBuffer();
    const { contentType, at, ...rendered } = await render(photo, asPng);
    assert.equal(contentType, 'image/png');
    assert.deepEqual([rendered.width, rendered.height], [width, height]);
    assert.deepEqual([at(0, 0), at(width - 1, 0)], [topLeft, topRight]);
    assert.deepEqual([at(0, height - 1), at(width - 1, height - 1)], [bottomLeft, bottomRight]);
  });

  it('from its first frame only', async () => {
    const frames = await Promise.all([
      fourQuarters().png().toBuffer(),
      picture(width, height, () => [9, 9, 9])
        .png()
        .toBuffer(),
    ]);
    const animation = sharp(frames, { join: { animated: true } });
    for (const photo of [await animation.clone().gif().toBuffer(), await animation.clone().webp().toBuffer()]) {
      assert.equal((await sharp(photo).metadata()).pages, 2);
      showsSample(await render(photo, asPng));
    }
  });

  it('completely if only the end marker of a JPEG is missing, or bytes follow it', async () => {
    const photo = await fourQuarters().jpeg().toBuffer();
    showsSample(await render(photo.subarray(0, -2), plain));
    showsSample(await render(Buffer.concat([photo, Buffer.alloc(999, 'x')]), plain));
  });
});

describe('a rendition', () => {
  it('is the centred square', async () => {
    const stripes = (x: number) => (x < 50 ? [250, 0, 0] : x < 150 ? [0, 250, 0] : [0, 0, 250]);
    const wide = await picture(200, 100, (x) => stripes(x))
      .png()
      .toBuffer();
    const high = await picture(100, 200, (_, y) => stripes(y))
      .png()
      .toBuffer();
    for (const photo of [wide, high]) {
      const { at, ...square } = await render(photo, { size: 64, format: 'png' });
      assert.deepEqual([square.width, square.height], [64, 64]);
      for (const x of [1, 32, 62]) for (const y of [1, 32, 62]) shows(at(x, y), [0, 250, 0], `${x}, ${y}`);
    }
  });

  it('is never larger than the photo', async () => {
    const photo = await picture(90, 50, () => [1, 2, 3])
      .png()
      .toBuffer();
    const sizes = async (rendering: Rendering) => {
      const { width, height } = await render(photo, rendering);
      return [width, height];
    };
    assert.deepEqual(await sizes({ size: 1024, format: 'plain' }), [50, 50]);
    assert.deepEqual(await sizes({ size: 50, format: 'plain' }), [50, 50]);
    assert.deepEqual(await sizes({ size: 48, format: 'plain' }), [48, 48]);
    assert.deepEqual(await sizes({ size: 48, crop: { x: 0, y: 0, w: 256, h: 512 }, format: 'plain' }), [25, 25]);
    assert.deepEqual(await sizes(plain), [90, 50]);
  });

  it('of a crop shows that part of the centred square', async () => {
    // The square of a picture of 320 × 240 begins 40 pixels from the left; one unit is 240 / 512 pixels.
    const photo = await fourQuarters().png().toBuffer();
    const left = await render(photo, { crop: { x: 0, y: 0, w: 256, h: 512 }, format: 'png' });
    assert.deepEqual([left.width, left.height], [120, 240]);
    showsQuarters(left, [topLeft, topLeft, bottomLeft, bottomLeft]);
    const middle = await render(photo, { crop: { x: 128, y: 192, w: 256, h: 128 }, format: 'png' });
    assert.deepEqual([middle.width, middle.height], [120, 60]);
    showsQuarters(middle, Object.values(quarters));
    const square = await render(photo, { crop: { x: 128, y: 192, w: 256, h: 128 }, size: 32, format: 'png' });
    assert.deepEqual([square.width, square.height], [32, 32]);
    showsQuarters(square, Object.values(quarters));
    const pixel = await render(photo, { crop: { x: 511.9, y: 0, w: 0.1, h: 0.1 }, size: 32, format: 'png' });
    assert.deepEqual([pixel.width, pixel.height, pixel.at(0, 0)], [1, 1, topRight]);
  });

  it('is plain if the photo is too large for WebP or AVIF', async () => {
    const ribbon = await sharp({ create: { width: 16_500, height: 2, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    for (const format of ['webp', 'avif'] as const) {
      const { contentType, width, height } = await render(ribbon, { format });
      assert.deepEqual([contentType, width, height], ['image/jpeg', 16_500, 2]);
    }
    const large = await sharp({ create: { width: 2_001, height: 2_000, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    assert.equal((await render(large, { format: 'avif' })).contentType, 'image/jpeg');
    const longest = await sharp({ create: { width: 2, height: 66_000, channels: 3, background: '#123' } })
      .png()
      .toBuffer();
    const { contentType, height } = await render(longest, plain);
    assert.deepEqual([contentType, height], ['image/png', 66_000]);
  });
});

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

describe('metadata', () => {
  it('is not in the rendition', async () => {
    const telling = {
      IFD0: { Make: 'Maker', Copyright: 'Ada' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' },
    };
    const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>telling</rdf:RDF></x:xmpmeta>';
    const source = fourQuarters().withIccProfile('p3').withExif(telling).withXmp(xmp);
    const photos = await Promise.all([
      source.clone().jpeg().toBuffer(),
      source.clone().png().toBuffer(),
      source.clone().webp().toBuffer(),
      source.clone().avif().toBuffer(),
    ]);
    for (const photo of [...photos, quartersHeic]) {
      assert.ok(Buffer.from(photo).includes('Exif') || Buffer.from(photo).includes('eXIf'));
      for (const format of ['plain', 'png', 'webp', 'avif'] as const) {
        const { bytes } = await renderImage(photo, { size: 64, format });
        const { exif, icc, xmp, iptc, comments, orientation } = await sharp(bytes).metadata();
        assert.deepEqual([exif, icc, xmp, iptc, comments, orientation], Array(6).fill(undefined), format);
        for (const word of ['Exif', 'eXIf', 'Maker', 'Ada', 'telling', 'ICC_PROFILE']) {
          assert.equal(Buffer.from(bytes).includes(word), false, word);
        }
      }
    }
  });
});

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
