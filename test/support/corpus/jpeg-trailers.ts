import { join, le16, le32, type Piece } from '../building/bytes.ts';
import { segment, withSegments } from '../building/jpeg.ts';
import type { CorpusFile } from './corpus-file.ts';
import { cameraExif, gpsExif } from './exif.ts';
import { exifSegment, jpeg } from './jpeg-file.ts';
import { film } from './movie.ts';
import { secret } from './secrets.ts';
import { xmpPacket, xmpSegment } from './xmp.ts';

/** Data that phones append to the image. */
export function jpegTrailers(plain: Uint8Array): readonly CorpusFile[] {
  const place = exifSegment(gpsExif());
  const further = withSegments(plain, place);
  const gainMap = withSegments(
    plain,
    place,
    xmpSegment(
      xmpPacket(
        'xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0" hdrgm:GainMapMax="2.3"',
        'gainmap',
      ),
    ),
  );
  const container = (items: string) =>
    xmpSegment(
      xmpPacket(
        `xmlns:Container="http://ns.google.com/photos/1.0/container/" xmlns:Item="http://ns.google.com/photos/1.0/container/item/" Container:Directory="${items}"`,
      ),
    );
  const moving = xmpSegment(
    xmpPacket(
      `xmlns:GCamera="http://ns.google.com/photos/1.0/camera/" GCamera:MicroVideo="1" GCamera:MicroVideoVersion="1" GCamera:MicroVideoOffset="${film().length}"`,
    ),
  );
  const trailing = (name: string, ...trailer: readonly Piece[]) =>
    jpeg(name, { bytes: join(plain, ...trailer), removes: ['trailer'] });
  return [
    jpeg('a second picture with GPS', { bytes: pictures([plain, further]), removes: ['further-image', 'trailer'] }),
    jpeg('an HDR gain map with GPS', {
      bytes: pictures([withSegments(plain, container('Primary,GainMap')), gainMap]),
      removes: ['xmp', 'further-image', 'trailer'],
    }),
    jpeg('a depth map and a gain map, and an orientation', {
      bytes: pictures([withSegments(plain, exifSegment(cameraExif({ orientation: 6 }))), further, gainMap]),
      keeps: ['orientation'],
      removes: ['exif', 'gps', 'further-image', 'trailer'],
      orientation: 6,
    }),
    jpeg('a motion photo', { bytes: join(withSegments(plain, moving), film()), removes: ['xmp', 'trailer'] }),
    trailing('a second JPEG that MPF does not list', further),
    trailing("a phone's trailer", samsungTrailer()),
    trailing('a ZIP', 'PK\x03\x04', Buffer.alloc(26), secret('zip')),
    trailing('a PDF', `%PDF-1.7\n1 0 obj\n<</Title(${secret('pdf')})>>\nendobj\n%%EOF\n`),
    trailing('an HTML page', `<!doctype html><script>alert("${secret('page')}")</script>`),
    trailing('a single byte', [0]),
    trailing('a second EOI', [0xff, 0xd9], secret('behind')),
  ];
}

/** Concatenated JPEGs, all of which are listed in the first one (CIPA DC-007). */
function pictures(files: readonly Uint8Array[]): Buffer<ArrayBuffer> {
  const [first, ...others] = files;
  if (first === undefined) throw new RangeError('The list of pictures is empty');
  const listed = (sizes: readonly number[]) => {
    const markerBytes = 4 + 4; // of the segment and its name; offsets count from the byte after them
    const place = (index: number) =>
      index === 0 ? 0 : sizes.slice(0, index).reduce((sum, size) => sum + size, 0) - (2 + markerBytes);
    const entries = sizes.map((size, index) =>
      join(le32(index === 0 ? 0x20030000 : 0), le32(size), le32(place(index)), le32(0)),
    );
    const offset = 8 + 2 + 3 * 12 + 4;
    const field = ([tag, type, count]: readonly [number, number, number], value: readonly number[]) =>
      join(le16(tag), le16(type), le32(count), value);
    return segment(
      0xe2,
      'MPF\0',
      'II*\0',
      le32(8),
      le16(3),
      field([0xb000, 7, 4], [0x30, 0x31, 0x30, 0x30]),
      field([0xb001, 4, 1], le32(sizes.length)),
      field([0xb002, 7, sizes.length * 16], le32(offset)),
      le32(0),
      ...entries,
    );
  };
  const empty = withSegments(first, listed(files.map(() => 0)));
  return join(withSegments(first, listed([empty.length, ...others.map(({ length }) => length)])), ...others);
}

/** The trailer of Samsung's cameras: blocks of data, and a directory of their offsets after them. */
function samsungTrailer(): Buffer<ArrayBuffer> {
  const name = 'Image_UTC_Data';
  const data = join(le16(0), le16(0x0a01), le32(name.length), name, '1717245296000', secret('samsung'));
  const directory = join('SEFH', le32(107), le32(1), le16(0), le16(0x0a01), le32(data.length), le32(data.length));
  return join(data, directory, le32(directory.length), 'SEFT');
}
