import type { ByteReader, Extent } from './byte-reader.ts';
import { leadsElsewhere, type Name, readHandlerName } from './heif-items.ts';
import { Fields, type IsoBox, isoBoxesIn } from './iso-box.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 14496-12, §8, as ISO/IEC 23008-12, §7, uses it: the tracks of an image sequence.
 *
 *   moov
 *   ├─ mvhd  version, flags (4)  made (4 or 8)  changed (4 or 8)  …
 *   └─ trak  of images ("pict") or of their alpha channel ("auxv")
 *      ├─ tkhd, edts, tref      the first with times as above
 *      └─ mdia
 *         ├─ mdhd               with times as above
 *         ├─ hdlr  0 (4) 0 (4) "pict" | "auxv" …
 *         └─ minf
 *            └─ stbl
 *               ├─ stsd  …  how samples are coded: size (4) type (4) 0 (24) width (2) height (2) …
 *               ├─ stsz  …  size of all samples (4), or 0; how many (4); then the size of each (4)
 *               ├─ stsc  …  runs (4): the first chunk (4), samples in each from there (4), how they are coded (4)
 *               ├─ stco | co64  …  chunks (4): the position of each (4 or 8)
 *               └─ stts …       when each is shown
 */

interface Tracks {
  /** Of the first track of images, without alpha channels and thumbnails. */
  readonly frames: number;
  /** How many pixels all tracks of images decode to. */
  readonly decoded: number;
  readonly samples: readonly Extent[];
  /** The creation and modification times of the file and its tracks. */
  readonly times: readonly Extent[];
  /** The names of the handlers. */
  readonly handlers: readonly Name[];
  /** The ISO boxes that displaying the images does not need. */
  readonly others: readonly IsoBox[];
}

/** Reads the tracks of images in a `moov` box. Throws if there are none. */
export function readTracks(reader: ByteReader, moov: IsoBox): Tracks {
  const movie = openIsoBox(reader, { box: moov, known: ['mvhd', 'trak'] });
  const tracks = movie.children.flatMap((box) => (box.type === 'trak' ? readTrack(reader, box) : []));
  const [images, ...thumbnails] = tracks.filter(({ handler }) => handler === 'pict');
  if (images === undefined) throw new UnreadableImage('The ISO box moov has no track of images');
  return {
    frames: images.frames,
    decoded: thumbnails.reduce((sum, { decoded }) => sum + decoded, images.decoded),
    samples: tracks.flatMap(({ samples }) => samples),
    times: [timesOf(reader, movie.child('mvhd')), ...tracks.flatMap(({ times }) => times)],
    handlers: tracks.flatMap(({ handlers }) => handlers),
    others: [...movie.others, ...tracks.flatMap(({ others }) => others)],
  };
}

interface Track extends Tracks {
  readonly handler: string;
}

/** Reads a track. One that shows no images is removed as a whole. */
function readTrack(reader: ByteReader, trak: IsoBox): Track {
  const track = openIsoBox(reader, { box: trak, known: ['tkhd', 'edts', 'tref', 'mdia'] });
  const media = openIsoBox(reader, { box: track.child('mdia'), known: ['mdhd', 'hdlr', 'minf'] });
  const handler = reader.text(media.child('hdlr').body + 8, 4);
  if (handler !== 'pict' && handler !== 'auxv') {
    return { handler, frames: 0, decoded: 0, samples: [], times: [], handlers: [], others: [trak] };
  }
  const information = openIsoBox(reader, { box: media.child('minf'), known: ['vmhd', 'nmhd', 'dinf', 'stbl'] });
  const table = openIsoBox(reader, { box: information.child('stbl'), known: sampleTable });
  const sizes = readSizes(reader, table.child('stsz'));
  return {
    ...{ handler, frames: sizes.count },
    decoded: sizes.count * pixelsPerSample(reader, table.child('stsd')),
    samples: [...readChunks(reader, { table, sizes })],
    times: [timesOf(reader, track.child('tkhd')), timesOf(reader, media.child('mdhd'))],
    handlers: [readHandlerName(reader, media.child('hdlr'))],
    others: [track, media, information, table].flatMap(({ others }) => others),
  };
}

const sampleTable = [
  ...['stsd', 'stts', 'ctts', 'cslg', 'stsc', 'stsz', 'stco', 'co64', 'stss', 'sdtp', 'sbgp', 'sgpd'],
] as const;

interface OpenedIsoBox {
  /** The children of known types, in their order. */
  readonly children: readonly IsoBox[];
  /** The first child of a type. Throws if there is none. */
  child(type: string): IsoBox;
  readonly others: readonly IsoBox[];
}

function openIsoBox(
  reader: ByteReader,
  { box, known }: { readonly box: IsoBox; readonly known: readonly string[] },
): OpenedIsoBox {
  const boxes = [...isoBoxesIn(reader, { start: box.body, end: box.end })];
  const isKnown = (each: IsoBox) => known.includes(each.type) && !leadsElsewhere(each);
  const children = boxes.filter(isKnown);
  return {
    children,
    child(type) {
      const child = children.find((each) => each.type === type);
      if (child === undefined) throw new UnreadableImage(`The ISO box ${type} is missing`);
      return child;
    },
    others: boxes.filter((each) => !isKnown(each)),
  };
}

interface Sizes {
  readonly count: number;
  /** The size that all samples have; 0 if they differ. */
  readonly ofAll: number;
  readonly ofEach: readonly number[];
}

function readSizes(reader: ByteReader, stsz: IsoBox): Sizes {
  const fields = new Fields(reader, stsz);
  fields.versionAndFlags();
  const [ofAll, count] = [fields.uint(4), fields.uint(4)];
  const ofEach: number[] = [];
  if (ofAll === 0) while (ofEach.length < count) ofEach.push(fields.uint(4));
  return { count, ofAll, ofEach };
}

/** The positions of the chunks, each of which holds consecutive samples. */
function* readChunks(
  reader: ByteReader,
  { table, sizes }: { readonly table: OpenedIsoBox; readonly sizes: Sizes },
): Generator<Extent> {
  const { count, ofAll, ofEach } = sizes;
  const runs = new Fields(reader, table.child('stsc'));
  runs.versionAndFlags();
  let runsLeft = runs.uint(4);
  const readRun = () => {
    if (runsLeft-- <= 0) return { first: Number.POSITIVE_INFINITY, samples: 0 };
    const [first, samples] = [runs.uint(4), runs.uint(4)];
    runs.uint(4); // the sample description
    return { first, samples };
  };
  const isLong = table.children.some(({ type }) => type === 'co64');
  const positions = new Fields(reader, table.child(isLong ? 'co64' : 'stco'));
  positions.versionAndFlags();
  let [run, next] = [readRun(), readRun()];
  let sample = 0;
  const chunks = positions.uint(4);
  for (let chunk = 1; chunk <= chunks; chunk++) {
    if (chunk >= next.first) [run, next] = [next, readRun()];
    const start = positions.uint(isLong ? 8 : 4);
    const last = sample + run.samples;
    if (last > count) break;
    const length = ofAll > 0 ? run.samples * ofAll : ofEach.slice(sample, last).reduce((sum, size) => sum + size, 0);
    yield { start, end: start + length };
    sample = last;
  }
  if (sample !== count) throw new UnreadableImage('The chunks of a track do not hold all of its samples');
}

/** How many pixels the largest sample decodes to. */
function pixelsPerSample(reader: ByteReader, stsd: IsoBox): number {
  let most = 0;
  for (const { start, end } of isoBoxesIn(reader, { start: stsd.body + 8, end: stsd.end })) {
    if (end < start + 36) throw new UnreadableImage('A sample description is too short');
    most = Math.max(most, reader.uint(start + 32, 2) * reader.uint(start + 34, 2));
  }
  return most;
}

/** The position of the creation and modification times in an `mvhd`, `tkhd` or `mdhd` box. */
function timesOf(reader: ByteReader, { type, body, end }: IsoBox): Extent {
  const length = reader.uint(body, 1) === 0 ? 8 : 16;
  if (body + 4 + length > end) throw new UnreadableImage(`The ISO box ${type} is too short`);
  return { start: body + 4, end: body + 4 + length };
}
