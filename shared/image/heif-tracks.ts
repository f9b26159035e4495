import type { ByteReader } from './byte-reader.ts';
import { type Extent, leadsElsewhere, type Name, readHandlerName } from './heif-items.ts';
import { type Box, boxesIn, Fields } from './isobmff.ts';
import { UnreadableImage } from './unreadable-image.ts';

/*
 * ISO/IEC 14496-12, §8, as ISO/IEC 23008-12, §7, has it: the tracks of a sequence of images.
 *
 *   moov
 *   ├─ mvhd  version, flags (4)  made (4 or 8)  changed (4 or 8)  …
 *   └─ trak  of pictures ("pict") or of their transparency ("auxv")
 *      ├─ tkhd, edts, tref      the first with times as above
 *      └─ mdia
 *         ├─ mdhd               with times as above
 *         ├─ hdlr  0 (4) 0 (4) "pict" | "auxv" …
 *         └─ minf
 *            └─ stbl
 *               ├─ stsd  …  how samples are coded: size (4) type (4) 0 (24) width (2) height (2) …
 *               ├─ stsz  …  size of all samples (4), or 0; how many (4); then the size of each (4)
 *               ├─ stsc  …  runs (4): the first chunk (4), samples in each from there (4), how they are coded (4)
 *               ├─ stco | co64  …  chunks (4): the place of each (4 or 8)
 *               └─ stts …       when each is shown
 */
export interface Tracks {
  /** Of the pictures alone. */
  readonly frames: number;
  readonly decoded: number;
  readonly samples: readonly Extent[];
  /** When the file and its tracks were made and changed. */
  readonly times: readonly Extent[];
  /** What their handlers are called. */
  readonly handlers: readonly Name[];
  /** The boxes that it takes to show no picture. */
  readonly others: readonly Box[];
}

/** The tracks that show pictures, of a `moov` box. */
export function readTracks(reader: ByteReader, moov: Box): Tracks {
  const movie = openBox(reader, moov, ['mvhd', 'trak']);
  const tracks = movie.children.flatMap((box) => (box.type === 'trak' ? readTrack(reader, box) : []));
  const [pictures, ...thumbnails] = tracks.filter(({ handler }) => handler === 'pict');
  if (pictures === undefined) throw new UnreadableImage('it has no track of pictures');
  return {
    frames: pictures.frames,
    decoded: thumbnails.reduce((sum, { decoded }) => sum + decoded, pictures.decoded),
    samples: tracks.flatMap(({ samples }) => samples),
    times: [timesOf(reader, movie.child('mvhd')), ...tracks.flatMap(({ times }) => times)],
    handlers: tracks.flatMap(({ handlers }) => handlers),
    others: [...movie.others, ...tracks.flatMap(({ others }) => others)],
  };
}

interface Track extends Tracks {
  readonly handler: string;
}

/** A track; of one that shows no pictures nothing but that it can go. */
function readTrack(reader: ByteReader, trak: Box): Track {
  const track = openBox(reader, trak, ['tkhd', 'edts', 'tref', 'mdia']);
  const media = openBox(reader, track.child('mdia'), ['mdhd', 'hdlr', 'minf']);
  const handler = reader.text(media.child('hdlr').body + 8, 4);
  if (handler !== 'pict' && handler !== 'auxv') {
    return { handler, frames: 0, decoded: 0, samples: [], times: [], handlers: [], others: [trak] };
  }
  const information = openBox(reader, media.child('minf'), ['vmhd', 'nmhd', 'dinf', 'stbl']);
  const table = openBox(reader, information.child('stbl'), [
    ...['stsd', 'stts', 'ctts', 'cslg', 'stsc', 'stsz', 'stco', 'co64', 'stss', 'sdtp', 'sbgp', 'sgpd'],
  ]);
  const sizes = readSizes(reader, table.child('stsz'));
  return {
    ...{ handler, frames: sizes.count },
    decoded: sizes.count * areaOf(reader, table.child('stsd')),
    samples: [...readChunks(reader, table, sizes)],
    times: [timesOf(reader, track.child('tkhd')), timesOf(reader, media.child('mdhd'))],
    handlers: [readHandlerName(reader, media.child('hdlr'))],
    others: [track, media, information, table].flatMap(({ others }) => others),
  };
}

interface OpenedBox {
  /** Of the types that are known, in their order. */
  readonly children: readonly Box[];
  /** The first of a type that there must be. */
  child(type: string): Box;
  readonly others: readonly Box[];
}

function openBox(reader: ByteReader, box: Box, known: readonly string[]): OpenedBox {
  const boxes = [...boxesIn(reader, box.body, box.end)];
  const isKnown = (each: Box) => known.includes(each.type) && !leadsElsewhere(each);
  const children = boxes.filter(isKnown);
  return {
    children,
    child(type) {
      const child = children.find((each) => each.type === type);
      if (child === undefined) throw new UnreadableImage('its tracks are broken');
      return child;
    },
    others: boxes.filter((each) => !isKnown(each)),
  };
}

interface Sizes {
  readonly count: number;
  /** Where all samples have one. */
  readonly ofAll: number;
  readonly ofEach: readonly number[];
}

function readSizes(reader: ByteReader, stsz: Box): Sizes {
  const fields = new Fields(reader, stsz);
  fields.versionAndFlags();
  const [ofAll, count] = [fields.uint(4), fields.uint(4)];
  const ofEach: number[] = [];
  if (ofAll === 0) while (ofEach.length < count) ofEach.push(fields.uint(4));
  return { count, ofAll, ofEach };
}

/** Where the samples lie, a chunk at a time. */
function* readChunks(reader: ByteReader, table: OpenedBox, { count, ofAll, ofEach }: Sizes): Generator<Extent> {
  const runs = new Fields(reader, table.child('stsc'));
  runs.versionAndFlags();
  let runsLeft = runs.uint(4);
  const readRun = () => {
    if (runsLeft-- <= 0) return { first: Number.POSITIVE_INFINITY, samples: 0 };
    const [first, samples] = [runs.uint(4), runs.uint(4)];
    runs.uint(4); // how they are coded
    return { first, samples };
  };
  const isLong = table.children.some(({ type }) => type === 'co64');
  const places = new Fields(reader, table.child(isLong ? 'co64' : 'stco'));
  places.versionAndFlags();
  let [run, next] = [readRun(), readRun()];
  let sample = 0;
  const chunks = places.uint(4);
  for (let chunk = 1; chunk <= chunks; chunk++) {
    if (chunk >= next.first) [run, next] = [next, readRun()];
    const start = places.uint(isLong ? 8 : 4);
    const last = sample + run.samples;
    if (last > count) break;
    const length = ofAll > 0 ? run.samples * ofAll : ofEach.slice(sample, last).reduce((sum, size) => sum + size, 0);
    yield { start, end: start + length };
    sample = last;
  }
  if (sample !== count) throw new UnreadableImage('its samples are not where it says');
}

/** As many pixels as the largest sample is coded with. */
function areaOf(reader: ByteReader, stsd: Box): number {
  let area = 0;
  for (const { start, end } of boxesIn(reader, stsd.body + 8, stsd.end)) {
    if (end < start + 36) throw new UnreadableImage('its tracks are broken');
    area = Math.max(area, reader.uint(start + 32, 2) * reader.uint(start + 34, 2));
  }
  return area;
}

/** Where a box that begins with them has the times at which it was made and changed. */
function timesOf(reader: ByteReader, { body, end }: Box): Extent {
  const length = reader.uint(body, 1) === 0 ? 8 : 16;
  if (body + 4 + length > end) throw new UnreadableImage('its tracks are broken');
  return { start: body + 4, end: body + 4 + length };
}
