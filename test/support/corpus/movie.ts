import { be16, be32, join } from '../building/bytes.ts';
import { fullIsoBox, isoBox } from '../building/iso-boxes.ts';
import { secret } from './secrets.ts';

/** The `udta` box of a phone's film: its location and its author. */
export function movieNotes(): Buffer<ArrayBuffer> {
  const location = secret('filmplace');
  return isoBox(
    'udta',
    isoBox('\xa9xyz', be16(location.length), be16(0x15c7), location),
    fullIsoBox(
      'meta',
      0,
      fullIsoBox('hdlr', 0, be32(0), 'mdta', Buffer.alloc(12), [0]),
      isoBox('ilst', secret('filmmaker')),
    ),
  );
}

/** A `moov` box with these notes. */
export function movieBox(): Buffer<ArrayBuffer> {
  const header = fullIsoBox('mvhd', 0, be32(0), be32(0), be32(1000), be32(0), Buffer.alloc(80));
  return isoBox('moov', header, movieNotes());
}

/** A film as it follows a motion photo; it cannot be played. */
export function film(): Buffer<ArrayBuffer> {
  return join(
    isoBox('ftyp', 'mp42', be32(0), 'isommp42'),
    movieBox(),
    isoBox('mdat', secret('film'), Buffer.alloc(64, 0x55)),
  );
}
