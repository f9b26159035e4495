import { createHash } from 'node:crypto';
import { be32, join } from '../building/bytes.ts';
import { segment } from '../building/jpeg.ts';
import { secret } from './secrets.ts';

/** An XMP packet with a creator, a location and further attributes. */
export function xmpPacket(attributes = '', what = 'xmp'): string {
  return `<?xpacket begin="\xef\xbb\xbf" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="59,19.788N" dc:creator="${secret(what)}" ${attributes}/></rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}

/** A packet in the APP1 segment of a JPEG. */
export const xmpSegment = (packet = xmpPacket()) => segment(0xe1, 'http://ns.adobe.com/xap/1.0/\0', packet);

/**
 * The segments of a packet that refers to an extended one, and of the extended one in two parts, with a secret in each.
 */
export function extendedXmp(): readonly Buffer<ArrayBuffer>[] {
  const filling = 'x'.repeat(300);
  const extended = join(xmpPacket(`dc:format="${filling}"`, 'extended'), filling, secret('continued'));
  const digest = createHash('md5').update(extended).digest('hex').toUpperCase();
  const half = extended.length >> 1;
  const parts = [0, half].map((offset) =>
    segment(
      0xe1,
      'http://ns.adobe.com/xmp/extension/\0',
      digest,
      be32(extended.length),
      be32(offset),
      extended.subarray(offset, offset === 0 ? half : undefined),
    ),
  );
  return [
    xmpSegment(xmpPacket(`xmlns:xmpNote="http://ns.adobe.com/xmp/note/" xmpNote:HasExtendedXMP="${digest}"`)),
    ...parts,
  ];
}
