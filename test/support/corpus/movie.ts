import { box, fullBox } from '../building/boxes.ts';
import { be16, be32, join } from '../building/bytes.ts';
import { secret } from './secrets.ts';

/** The place where a film was made, and who made it, as phones note it. */
export function movieNotes(): Buffer<ArrayBuffer> {
  const location = secret('filmplace');
  return box(
    'udta',
    box('\xa9xyz', be16(location.length), be16(0x15c7), location),
    fullBox('meta', 0, fullBox('hdlr', 0, be32(0), 'mdta', Buffer.alloc(12), [0]), box('ilst', secret('filmmaker'))),
  );
}

export function movieBox(): Buffer<ArrayBuffer> {
  const header = fullBox('mvhd', 0, be32(0), be32(0), be32(1000), be32(0), Buffer.alloc(80));
  return box('moov', header, movieNotes());
}

/** A film as it follows a photo that moves; nothing in it is played. */
export function film(): Buffer<ArrayBuffer> {
  return join(
    box('ftyp', 'mp42', be32(0), 'isommp42'),
    movieBox(),
    box('mdat', secret('film'), Buffer.alloc(64, 0x55)),
  );
}
