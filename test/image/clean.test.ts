import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { metadataKinds } from '../../shared/core/metadata.ts';
import { ByteReader } from '../../shared/image/byte-reader.ts';
import { findPrivate } from '../../shared/image/find-private.ts';
import { readImage } from '../../shared/image/read-image.ts';
import { noBrowser } from '../support/chromium.ts';
import { corpus } from '../support/corpus/corpus.ts';
import type { CorpusFile } from '../support/corpus/corpus-file.ts';
import { secretsIn } from '../support/corpus/secrets.ts';
import { openDecodingBrowser } from '../support/decoders/browser.ts';
import { decode } from '../support/decoders/decode.ts';
import { heifItems, isImage } from '../support/structure/heif.ts';
import { orientationOf, profileOf } from '../support/structure/kept.ts';
import { withChildren } from '../support/structure/part.ts';
import { partsOf } from '../support/structure/parts.ts';

const files = await corpus();

function read(bytes: Uint8Array, format: CorpusFile['format']) {
  const { parts, ...facts } = readImage(new ByteReader(bytes), format);
  if (parts === undefined) throw new Error(`The reader of ${format} returns no parts`);
  return { ...facts, cleaned: Buffer.concat(parts) };
}

const inOrder = (kinds: readonly string[]) => metadataKinds.filter((kind) => kinds.includes(kind));

/** The parts that a cleaned file may have. */
const allowed: Readonly<Record<string, RegExp>> = {
  jpeg: /^(SOI|APP0|APP1|APP2|APP14|DQT|DHT|DAC|DRI|SOF|SOS|scan|EOI|fill)$/,
  png: /^(signature|IHDR|PLTE|IDAT|IEND|tRNS|gAMA|cHRM|sRGB|iCCP|cICP|sBIT|bKGD|pHYs|acTL|fcTL|fdAT|mDCV|cLLI|eXIf)$/,
  gif: /^(header|palette|image|control|text|NETSCAPE2\.0|ANIMEXTS1\.0|ICCRGBG1012|trailer)$/,
  webp: /^(RIFF|VP8 |VP8L|VP8X|ALPH|ANIM|ANMF|ICCP|EXIF)$/,
  heif: /^(ftyp|meta|mdat|free|skip|hdlr|pitm|iloc|iinf|infe|iref|iprp|ipco|ipma|idat|dinf|dref|url |grpl)$|^(dimg|thmb|auxl|cdsc)$|^(hvcC|av1C|ispe|pixi|colr|irot|imir|clap|auxC)$|^(moov|mvhd|trak|tkhd|tref|edts|mdia|mdhd|minf|vmhd|nmhd|stbl|stsd|stts|stsc|stsz|stco|stss)$/,
};

for (const file of files) {
  const { name, format, bytes, width, height, frames, secrets, keeps, removes } = file;

  describe(name, () => {
    it('is read with the expected size, frames and metadata', () => {
      const { pixels, frames: count, found, removed } = read(bytes, format);
      assert.deepEqual(
        { pixels, frames: count, found, removed },
        { pixels: { width, height }, frames, found: inOrder([...keeps, ...removes]), removed: inOrder(removes) },
      );
    });

    it(removes.length === 0 ? 'stays byte for byte' : 'has no private metadata after cleaning', () => {
      const { cleaned } = read(bytes, format);
      if (removes.length === 0) assert.ok(cleaned.equals(bytes));
      assert.deepEqual([...secretsIn(cleaned), ...secrets.filter((each) => cleaned.includes(each, 0, 'latin1'))], []);
      assert.deepEqual(findPrivate(cleaned), []);
      const parts = withChildren(partsOf(cleaned, format)).map((part) => part.name);
      const isAllowed = allowed[format] ?? allowed.heif;
      assert.deepEqual(
        parts.filter((part) => !isAllowed?.test(part)),
        [],
      );
    });

    it('decodes to the same pixels after cleaning', async () => {
      const { cleaned } = read(bytes, format);
      assert.deepEqual(await decode(cleaned, format), await decode(bytes, format));
      assert.deepEqual(profileOf(cleaned, format), profileOf(bytes, format));
      assert.equal(orientationOf(cleaned, format), orientationOf(bytes, format));
      assert.deepEqual(codedPictures(cleaned), codedPictures(bytes));
    });

    it('does not change when it is cleaned again', () => {
      const once = read(bytes, format);
      const twice = read(once.cleaned, format);
      assert.deepEqual(twice.removed, []);
      assert.deepEqual(twice.found, inOrder(keeps));
      assert.ok(twice.cleaned.equals(once.cleaned));
      assert.deepEqual([twice.pixels, twice.frames, twice.decoded], [once.pixels, once.frames, once.decoded]);
    });
  });
}

/**
 * The coded bytes of every image of a HEIC or AVIF. If they are equal, every decoder decodes them to the same pixels.
 */
function codedPictures(bytes: Uint8Array): readonly Buffer[] {
  return heifItems(bytes)
    .filter(isImage)
    .map(({ extents }) => Buffer.concat(extents.map(({ start, end }) => bytes.subarray(start, end))));
}

/** Chromium rejects an AVIF with a `moov` box before its `meta` box, or with an unknown group. */
const rejectedByChromium: ReadonlySet<string> = new Set([
  'avif: plain, a film first in the file',
  'avif: plain, a group of an unknown type',
]);

it('is displayed the same in Chromium after cleaning', { skip: noBrowser }, async (t) => {
  await using browser = await openDecodingBrowser();
  for (const { name, format, bytes, width, height } of files) {
    if (format === 'heif') continue; // Chromium cannot decode HEIC
    await t.test(name, async () => {
      const before = await browser.decode(bytes, format).catch(() => undefined);
      assert.equal(before === undefined, rejectedByChromium.has(name), 'whether Chromium rejects it');
      if (before === undefined) return;
      assert.deepEqual(await browser.decode(read(bytes, format).cleaned, format), before);
      // Chromium ignores the orientation of a WebP.
      if (format !== 'webp') assert.deepEqual([before.shown.width, before.shown.height], [width, height]);
    });
  }
});
