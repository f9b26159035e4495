import { be16, be32, join, type Piece } from '../building/bytes.ts';
import { segment } from '../building/jpeg.ts';
import { secret } from './secrets.ts';

/** IPTC as an agency writes it: caption, byline, city. */
export function iptc(): Buffer<ArrayBuffer> {
  const texts = [
    [80, secret('byline')],
    [90, secret('city')],
    [120, secret('caption')],
  ] as const;
  return join(...texts.map(([dataset, text]) => join([0x1c, 2, dataset], be16(text.length), text)));
}

/** A segment of Photoshop's image resources, with IPTC. */
export function photoshopSegment(): Buffer<ArrayBuffer> {
  return segment(
    0xed,
    'Photoshop 3.0\0',
    resource(0x0404, iptc()),
    resource(0x040a, [0]),
    resource(0x0424, secret('psxmp')),
  );
}

function resource(id: number, body: Piece): Buffer<ArrayBuffer> {
  const bytes = join(body);
  return join('8BIM', be16(id), [0, 0], be32(bytes.length), bytes, bytes.length % 2 === 0 ? [] : [0]);
}
