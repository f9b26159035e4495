import { be32, join, spliced } from '../building/bytes.ts';
import { isoBox } from '../building/iso-boxes.ts';
import { heifParts } from '../structure/heif.ts';
import type { Part } from '../structure/part.ts';
import { type CorpusFile, corpusFile } from './corpus-file.ts';
import { fixture } from './fixtures.ts';
import { movieNotes } from './movie.ts';
import { height, width } from './pictures.ts';
import { secret } from './secrets.ts';
import { xmpPacket } from './xmp.ts';

/** Image sequences, whose tracks can hold metadata, too. */
export function heifSequences(): readonly CorpusFile[] {
  const sequence = fixture('sequence.avif');
  const facts = { format: 'avif', width, height, frames: 3 } as const;
  const [ftyp, meta, moov, mdat] = heifParts(sequence);
  if (ftyp === undefined || meta === undefined || moov === undefined || mdat === undefined)
    throw new Error('The sequence has other ISO boxes');
  const bytesOf = ({ start, end }: Part) => sequence.subarray(start, end);
  // Positions of frames are counted from the beginning of the file, so the box that grows comes last.
  const withMovie = (...movie: readonly Uint8Array[]) =>
    join(
      bytesOf(ftyp),
      bytesOf(meta),
      isoBox('free', Buffer.alloc(moov.end - moov.body)),
      bytesOf(mdat),
      isoBox('moov', ...movie),
    );
  const children = moov.children.map(bytesOf);
  const inTrack = (track: Part) =>
    isoBox(
      'trak',
      ...track.children.map(bytesOf),
      movieNotes(),
      isoBox('uuid', Buffer.alloc(16, 0xab), secret('track')),
    );
  const tracks = moov.children.map((child) => (child.name === 'trak' ? inTrack(child) : bytesOf(child)));
  const thumbnails = thumbnailTrack(sequence, moov);
  const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
  return [
    corpusFile('a sequence, as avifenc writes it', { ...facts, bytes: sequence, removes: ['time'] }),
    corpusFile('a sequence with notes', {
      ...facts,
      bytes: withMovie(...children, movieNotes()),
      removes: ['time', 'application-data'],
    }),
    corpusFile('a sequence with notes in its tracks', {
      ...facts,
      bytes: withMovie(...tracks),
      removes: ['time', 'application-data'],
    }),
    corpusFile('a sequence with a track of thumbnails', {
      ...facts,
      bytes: withMovie(...children, thumbnails),
      removes: ['time'],
    }),
    corpusFile('a sequence with an XMP', {
      ...facts,
      bytes: withMovie(...children, isoBox('uuid', xmpId, xmpPacket())),
      removes: ['xmp', 'time'],
    }),
    corpusFile('a sequence with a trailer', {
      ...facts,
      bytes: join(sequence, secret('behind')),
      removes: ['time', 'trailer'],
    }),
  ];
}

/** A second track with the same frames, as thumbnails of the first track. */
function thumbnailTrack(sequence: Uint8Array, moov: Part): Uint8Array {
  const [tkhd, ...others] = moov.children.find(({ name }) => name === 'trak')?.children ?? [];
  if (tkhd === undefined) throw new Error('The sequence has no track');
  const idStart = tkhd.body + 4 + 16; // after the creation and modification times
  const header = spliced(
    sequence.subarray(tkhd.start, tkhd.end),
    { start: idStart - tkhd.start, end: idStart + 4 - tkhd.start },
    be32(3),
  );
  const media = others.map(({ start, end }) => sequence.subarray(start, end));
  return isoBox('trak', header, isoBox('tref', isoBox('thmb', be32(1))), ...media);
}
