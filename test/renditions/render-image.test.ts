import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sharp from 'sharp';
import type { Rendering } from '../../shared/core/rendition.ts';
import { renderImage } from '../../shared/renditions/render-image.ts';
import { fourQuarters, height, picture, quarters, quartersHeic, storedFor, width } from '../support/pictures.ts';
import { asPng, plain, render, shows, showsQuarters, showsSample } from './rendered.ts';

const { topLeft, topRight, bottomLeft, bottomRight } = quarters;

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
