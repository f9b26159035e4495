import sharp, { type Sharp } from 'sharp';
import { be32, join, type Piece } from '../support/building/bytes.ts';
import { extension, withBlocks } from '../support/building/gif.ts';
import { heifFile, type Item } from '../support/building/heif.ts';
import { segment, withSegments } from '../support/building/jpeg.ts';
import { chunk, withChunks } from '../support/building/png.ts';
import { riffChunk, withRiffChunks } from '../support/building/riff.ts';
import { short, tiff } from '../support/building/tiff.ts';
import { samplePhotos } from '../support/sample-photos.ts';

// Small photos with and without private metadata, for the tests of findPrivate.

/** A picture in one colour, ready for encoding. */
export const blank = () => sharp({ create: { width: 40, height: 30, channels: 3, background: '#408040' } });
export const latin1 = (text: string) => Buffer.from(text, 'latin1');

export const encodings = [
  ['JPEG', (image: Sharp) => image.jpeg()],
  ['PNG', (image: Sharp) => image.png()],
  ['WebP', (image: Sharp) => image.webp()],
  ['AVIF', (image: Sharp) => image.avif({ effort: 0 })],
] as const;

export const { jpg, png, webp, gif } = samplePhotos;

export const orientationTag = 0x0112;
export const makeTag = 0x010f;
export const exifIfdTag = 0x8769;
export const gpsIfdTag = 0x8825;
export const xmp = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/></x:xmpmeta>';
/** The only Exif that may stay. */
export const orientationOnly = tiffOf({ [orientationTag]: 6 });
export const adobeXmp = 'http://ns.adobe.com/xap/1.0/\0';

export function withExif(...content: readonly (Buffer | string)[]): Buffer {
  return withSegment(jpg, 0xe1, 'Exif\0\0', ...content);
}

export function withSegment(jpeg: Buffer, code: number, ...pieces: readonly Piece[]): Buffer {
  return withSegments(jpeg, segment(code, ...pieces));
}

export function withChunk(png: Buffer, type: string, ...pieces: readonly Piece[]): Buffer {
  return withChunks(png, chunk(type, ...pieces));
}

export function withRiffChunk(webp: Buffer, type: string, ...pieces: readonly Piece[]): Buffer {
  return withRiffChunks(webp, riffChunk(type, pieces));
}

export function withExtension(gif: Buffer, ...[label, content]: Parameters<typeof extension>): Buffer {
  return withBlocks(gif, extension(label, content));
}

/** An Exif with tags of one number each. */
export function tiffOf(tags: Readonly<Record<number, number>>): Buffer {
  return tiff([Object.entries(tags).map(([tag, value]) => [Number(tag), short(value)] as const)]);
}

export type Described = Omit<Item, 'id'>;

/** A HEIC or AVIF with these items. */
export function heifOf(brand: 'heic' | 'avif', ...items: readonly Described[]): Buffer {
  return heifFile({ brand, ilocVersion: 0, items: items.map((item, index) => ({ ...item, id: index + 1 })) });
}

export function exifItem(tiff: Buffer): Described {
  return { type: 'Exif', data: join(be32(0), tiff) };
}

export function xmpItem(data: Buffer): Described {
  return { type: 'mime', content: 'application/rdf+xml', data };
}
