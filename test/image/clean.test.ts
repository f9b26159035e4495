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
  if (parts === undefined) throw new Error(`${format} is not cleaned`);
  return { ...facts, cleaned: Buffer.concat(parts) };
}

const inOrder = (kinds: readonly string[]) => metadataKinds.filter((kind) => kinds.includes(kind));

/** What a cleaned file is made of, and nothing else. */
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
    it('is read as what it is', () => {
      const { pixels, frames: count, found, removed } = read(bytes, format);
      assert.deepEqual(
        { pixels, frames: count, found, removed },
        { pixels: { width, height }, frames, found: inOrder([...keeps, ...removes]), removed: inOrder(removes) },
      );
    });

    it(removes.length === 0 ? 'stays byte for byte' : 'is clean when it is cleaned', () => {
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

    it('shows the same when it is cleaned', async () => {
      const { cleaned } = read(bytes, format);
      assert.deepEqual(await decode(cleaned, format), await decode(bytes, format));
      assert.deepEqual(profileOf(cleaned, format), profileOf(bytes, format));
      assert.equal(orientationOf(cleaned, format), orientationOf(bytes, format));
      assert.deepEqual(codedPictures(cleaned), codedPictures(bytes));
    });

    it('stays as it is when it is cleaned again', () => {
      const once = read(bytes, format);
      const twice = read(once.cleaned, format);
      assert.deepEqual(twice.removed, []);
      assert.deepEqual(twice.found, inOrder(keeps));
      assert.ok(twice.cleaned.equals(once.cleaned));
      assert.deepEqual([twice.pixels, twice.frames, twice.decoded], [once.pixels, once.frames, once.decoded]);
    });
  });
}

/** The bytes of every picture of an HEIC or AVIF: what decodes HEVC here, decodes it there, too. */
function codedPictures(bytes: Uint8Array): readonly Buffer[] {
  return heifItems(bytes)
    .filter(isImage)
    .map(({ extents }) => Buffer.concat(extents.map(({ start, end }) => bytes.subarray(start, end))));
}

/** Chromium wants the items of an AVIF told before its film, and no groups without a meaning. */
const shownByNone: ReadonlySet<string> = new Set([
  'avif: plain, a film before all others',
  'avif: plain, a group of nothing',
]);

it('shows the same in a browser when it is cleaned', { skip: noBrowser }, async (t) => {
  await using browser = await openDecodingBrowser();
  for (const { name, format, bytes, width, height } of files) {
    if (format === 'heif') continue; // which browsers do not know
    await t.test(name, async () => {
      const before = await browser.decode(bytes, format).catch(() => undefined);
      assert.equal(before === undefined, shownByNone.has(name), 'whether Chromium shows it at all');
      if (before === undefined) return;
      assert.deepEqual(await browser.decode(read(bytes, format).cleaned, format), before);
      // It does not turn a WebP.
      if (format !== 'webp') assert.deepEqual([before.shown.width, before.shown.height], [width, height]);
    });
  }
});
