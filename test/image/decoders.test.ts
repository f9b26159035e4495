import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Sharp } from 'sharp';
import type { ImageFormat } from '../../shared/core/image-format.ts';
import { noBrowser } from '../support/chromium.ts';
import { fixture } from '../support/corpus/fixtures.ts';
import { animation, delays, height, still, width } from '../support/corpus/pictures.ts';
import { openDecodingBrowser } from '../support/decoders/browser.ts';
import { decode } from '../support/decoders/decode.ts';

type Encode = (picture: Sharp) => Sharp;

const encodings: Readonly<Partial<Record<ImageFormat, Encode>>> = {
  jpeg: (picture) => picture.jpeg(),
  png: (picture) => picture.png(),
  gif: (picture) => picture.gif(),
  webp: (picture) => picture.webp({ lossless: true }),
  avif: (picture) => picture.avif(),
};

const animated: Readonly<Partial<Record<ImageFormat, Encode>>> = {
  gif: (pictures) => pictures.gif({ delay: delays, loop: 3 }),
  webp: (pictures) => pictures.webp({ delay: delays, loop: 3, lossless: true }),
};

for (const [name, encode] of Object.entries(encodings)) {
  const format = name as ImageFormat;

  it(`decodes different ${name} files to different pixels`, async () => {
    const [one, same, other] = await Promise.all(
      [0, 0, 1].map(async (frame) => decode(await encode(still(frame)).toBuffer(), format)),
    );
    assert.deepEqual([one?.width, one?.height, one?.frames.length, one?.loops], [width, height, 1, 1]);
    assert.deepEqual(same, one);
    assert.notDeepEqual(other, one);
  });

  it(`decodes half of a ${name} to other pixels, or throws`, async () => {
    const whole = await encode(still()).toBuffer();
    const half = await decode(whole.subarray(0, whole.length / 2), format).catch(() => undefined);
    assert.notDeepEqual(half, await decode(whole, format));
  });
}

it('decodes different HEIC files to different pixels', async () => {
  const [one, other] = [await decode(fixture('still.heic'), 'heif'), await decode(fixture('alpha.heic'), 'heif')];
  assert.deepEqual([one.width, one.height], [width, height]);
  assert.notDeepEqual(other, one);
});

for (const [name, encode] of Object.entries(animated)) {
  const format = name as ImageFormat;

  it(`reads the frames, delays and loops of a ${name}`, async () => {
    const { frames, loops } = await decode(await encode(await animation()).toBuffer(), format);
    assert.deepEqual(
      frames.map(({ delayMs }) => delayMs),
      delays,
    );
    assert.equal(loops, 3);
  });
}

describe('Chromium', { skip: noBrowser }, () => {
  it('agrees with the other decoders about size, frames, delays and loops', async () => {
    await using browser = await openDecodingBrowser();
    for (const [name, encode] of Object.entries({ ...encodings, ...animated })) {
      const format = name as ImageFormat;
      const [one, other] = [await encode(await animation()).toBuffer(), await encode(still(1)).toBuffer()];
      const [seen, otherSeen] = [await browser.decode(one, format), await browser.decode(other, format)];
      const decoded = await decode(one, format);
      const facts = ({ width, height, frames, loops }: typeof decoded) =>
        [width, height, loops, frames.map(({ delayMs }) => delayMs)] as const;
      assert.deepEqual(facts(seen), facts(decoded), name);
      assert.notDeepEqual(otherSeen.frames[0], seen.frames[0], name);
    }
  });
});
