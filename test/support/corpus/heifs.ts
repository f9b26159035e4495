import { deflateSync } from 'node:zlib';
import type { ImageFormat } from '../../../shared/core/image-format.ts';
import type { Metadata } from '../../../shared/core/metadata.ts';
import { box, fullBox } from '../building/boxes.ts';
import { be16, be32, join, type Piece, spliced } from '../building/bytes.ts';
import { type HeifFile, heifFile, type Item, type Reference, turning } from '../building/heif.ts';
import { heifParts } from '../structure/heif.ts';
import type { Part } from '../structure/part.ts';
import { avifPictures, type CodedPicture, heicPictures } from './coded-pictures.ts';
import { type CorpusFile, corpusFile, type Expected } from './corpus-file.ts';
import { bareExif, cameraExif, gpsExif } from './exif.ts';
import { fixture } from './fixtures.ts';
import { movieBox, movieNotes } from './movie.ts';
import { colourProfile, height, width } from './pictures.ts';
import { secret } from './secrets.ts';
import { xmpPacket } from './xmp.ts';

/** HEIC and AVIF: the same boxes around other pixels. */
export async function heifs(): Promise<readonly CorpusFile[]> {
  const profile = await colourProfile();
  return [
    ...inBoxes('heif', heicPictures(), profile),
    ...inBoxes('avif', await avifPictures(), profile),
    ...sequences(),
    corpusFile('as heif-enc writes it', { format: 'heif', width, height }, fixture('still.heic')),
    corpusFile('with alpha, as heif-enc writes it', { format: 'heif', width, height }, fixture('alpha.heic')),
    corpusFile(
      'two pictures, as heif-enc writes them',
      { format: 'heif', width: 64, height: 64 },
      fixture('tiles.heic'),
    ),
  ];
}

type Make = (name: string, more?: Partial<HeifFile> & Extra, expected?: Partial<Expected>) => CorpusFile;

/** Items and references beside those of the picture, and properties of its primary item. */
interface Extra {
  readonly documents?: readonly Omit<Item, 'id'>[];
  readonly primaryProperties?: readonly { readonly box: Uint8Array; readonly essential?: boolean }[];
}

function inBoxes(format: ImageFormat, pictures: Readonly<Record<string, CodedPicture>>, profile: Uint8Array) {
  const files: CorpusFile[] = [];
  for (const [name, picture] of Object.entries(pictures)) {
    const make: Make = (what, more = {}, expected = {}) =>
      corpusFile(
        `${name}${what}`,
        { format, width: picture.width, height: picture.height },
        file(format, picture, more),
        expected,
      );
    files.push(make(''), withEverything(make, profile));
    if (name === 'plain')
      files.push(...orientations(make), ...items(make, format), ...layouts(make), ...boxes(make, profile));
    if (name === 'grid') files.push(...orientations(make), ...asPhonesWriteIt(format, picture));
  }
  return files;
}

function file(format: ImageFormat, picture: CodedPicture, more: Partial<HeifFile> & Extra): Buffer<ArrayBuffer> {
  const { documents = [], primaryProperties = [], ...rest } = more;
  const [primary, ...others] = picture.items as [Item, ...Item[]];
  const last = picture.items.length;
  const described: readonly Item[] = documents.map((item, index) => ({ ...item, id: last + 1 + index }));
  const references: readonly Reference[] = described.map(({ id }) => ({ type: 'cdsc', from: id, to: [primary.id] }));
  return heifFile({
    brand: format === 'avif' ? 'avif' : 'heic',
    items: [{ ...primary, properties: [...(primary.properties ?? []), ...primaryProperties] }, ...others, ...described],
    references: [...picture.references, ...references],
    ...rest,
  });
}

/** An Exif begins with how far behind these four bytes its TIFF does. */
const exif = (tiff: Uint8Array, prefix = ''): Omit<Item, 'id'> => ({
  type: 'Exif',
  data: join(be32(prefix.length), prefix, tiff),
});
const mime = (content: string, ...data: readonly Piece[]): Omit<Item, 'id'> => ({
  type: 'mime',
  content,
  data: join(...data),
});
const xmp = (packet = xmpPacket()) => mime('application/rdf+xml', packet);
const colr = (profile: Uint8Array) => ({ box: box('colr', 'prof', profile) });

function withEverything(make: Make, profile: Uint8Array): CorpusFile {
  const [orientation, kinds] = [6, ['exif', 'gps', 'xmp', 'comment', 'application-data', 'video', 'trailer']] as const;
  return make(
    ', with everything',
    {
      documents: [
        exif(cameraExif({ orientation: 3 })),
        xmp(),
        { ...mime('text/plain', secret('text')), name: secret('name') },
      ],
      primaryProperties: [colr(profile), ...turning(orientation)],
      filling: join(secret('filling')),
      beforeMeta: [box('uuid', Buffer.alloc(16, 0xab), secret('uuid'))],
      afterMeta: [movieBox(), box('free', secret('free'))],
      atEnd: [box('mpvd', secret('film')), join(secret('behind'))],
    },
    { keeps: ['orientation', 'colour-profile'], removes: kinds, orientation },
  );
}

function orientations(make: Make): readonly CorpusFile[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation) => {
    const keeps = orientation === 1 ? [] : (['orientation'] as const);
    const primaryProperties = turning(orientation);
    const another = 9 - orientation; // what an Exif says here is not heard
    return [
      make(`, orientation ${orientation}`, { primaryProperties }, { keeps, orientation }),
      make(
        `, orientation ${orientation} and another in the Exif`,
        { primaryProperties, documents: [exif(cameraExif({ orientation: another }))] },
        { keeps, removes: ['exif', 'gps'], orientation },
      ),
    ];
  });
}

/** What describes the picture, each by itself. */
function items(make: Make, format: ImageFormat): readonly CorpusFile[] {
  const one = (name: string, removes: readonly Metadata[], ...documents: readonly Omit<Item, 'id'>[]) =>
    make(`, ${name}`, { documents }, { removes });
  return [
    one('an Exif', ['exif', 'gps'], exif(cameraExif())),
    one('an Exif with a prefix', ['exif', 'gps'], exif(cameraExif({ littleEndian: true }), 'Exif\0\0')),
    one('an Exif of nothing but a place', ['exif', 'gps'], exif(gpsExif())),
    one('an Exif of nothing but an orientation', ['exif'], exif(bareExif(6))),
    one('an Exif that begins nowhere', ['exif'], { type: 'Exif', data: join(be32(0xffffffff), secret('noexif')) }),
    one('an Exif in the box', ['exif', 'gps'], { ...exif(cameraExif()), place: 'idat' }),
    one('an Exif in three extents', ['exif', 'gps'], { ...exif(cameraExif()), extents: 3 }),
    one('an XMP', ['xmp'], xmp()),
    one('an XMP in the box', ['xmp'], { ...xmp(), place: 'idat' }),
    one('an XMP in three extents', ['xmp'], { ...xmp(), extents: 3 }),
    one(
      'an Exif and an XMP in the box, in two extents each',
      ['exif', 'gps', 'xmp'],
      { ...exif(cameraExif()), place: 'idat', extents: 2 },
      { ...xmp(), place: 'idat', extents: 2 },
    ),
    one('an Exif with a name', ['exif', 'gps', 'comment'], { ...exif(cameraExif()), name: secret('name') }),
    one('a text', ['application-data'], mime('text/plain', secret('text'))),
    one('an item of an address', ['application-data'], {
      type: 'uri ',
      content: 'urn:example:notes',
      data: join(secret('uri')),
    }),
    one('an item that nobody knows', ['application-data'], { type: 'prvt', data: join(secret('item')) }),
    // What the one decoder refuses, the other takes.
    ...(format === 'heif'
      ? [one('an Exif of two bytes', ['exif'], { type: 'Exif', data: join([1, 2]) })]
      : [
          one('a compressed XMP', ['xmp', 'application-data'], {
            ...mime('application/rdf+xml', deflateSync(xmpPacket())),
            encoding: 'deflate',
          }),
        ]),
  ];
}

/** The same bytes, laid out otherwise. */
function layouts(make: Make): readonly CorpusFile[] {
  const documents = [exif(cameraExif()), xmp()];
  const removes = ['exif', 'gps', 'xmp'] as const;
  const filled = { removes: ['application-data'] } as const;
  return [
    make(', iloc version 0', { documents, ilocVersion: 0 }, { removes }),
    make(', iloc version 2', { documents, ilocVersion: 2 }, { removes }),
    make(', a size of eight bytes', { documents, mdatSize: 'long' }, { removes }),
    make(', data to the end of the file', { documents, mdatSize: 'open' }, { removes }),
    make(', bytes that belong to no item', { filling: join(secret('filling')) }, filled),
    make(
      ', bytes that belong to no item, in the box',
      { documents: [{ ...exif(bareExif(1)), place: 'idat' }], fillingIdat: join(secret('filling')) },
      { removes: ['exif', 'application-data'] },
    ),
    make(', bytes that belong to no item, to the end', { filling: join(secret('filling')), mdatSize: 'open' }, filled),
    make(', a second mdat of no item', { afterMeta: [box('mdat', secret('mdat'))] }, filled),
    make(', an mdat behind the one of the items', { atEnd: [box('mdat', secret('mdat'))] }, filled),
  ];
}

function boxes(make: Make, profile: Uint8Array): readonly CorpusFile[] {
  const at = (name: string, removes: readonly Metadata[], added: Uint8Array) => [
    make(`, ${name} before all others`, { beforeMeta: [added] }, { removes }),
    make(`, ${name} before the data`, { afterMeta: [added] }, { removes }),
    make(`, ${name} at the end`, { atEnd: [added] }, { removes }),
  ];
  const within = (name: string, removes: readonly Metadata[], ...inMeta: readonly Uint8Array[]) =>
    make(`, ${name}`, { inMeta }, { removes });
  const property = (name: string, removes: readonly Metadata[], added: Uint8Array) =>
    make(`, ${name}`, { primaryProperties: [{ box: added }] }, { removes });
  const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
  const c2paId = Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex');
  return [
    make(', a colour profile', { primaryProperties: [colr(profile)] }, { keeps: ['colour-profile'] }),
    make(', colours by number', {
      primaryProperties: [{ box: box('colr', 'nclx', be16(1), be16(13), be16(6), [0x80]) }],
    }),
    ...at('a film', ['video'], movieBox()),
    ...at("a phone's film", ['video'], box('mpvd', secret('film'))),
    ...at("a vendor's box", ['application-data'], box('uuid', Buffer.alloc(16, 0xab), secret('uuid'))),
    ...at('an XMP in a box', ['xmp'], box('uuid', xmpId, xmpPacket())),
    ...at('C2PA', ['application-data'], fullBox('uuid', 0, c2paId, secret('manifest'))),
    ...at('notes', ['application-data'], movieNotes()),
    ...at('a free box', ['application-data'], box('free', secret('free'))),
    ...at('a box to skip', ['application-data'], box('skip', secret('skip'))),
    ...at('a box that nobody knows', ['application-data'], box('prvt', secret('unknown'))),
    make(', something behind the end', { atEnd: [join(secret('behind'))] }, { removes: ['trailer'] }),
    make(', four bytes behind the end', { atEnd: [join('tail')] }, { removes: ['trailer'] }),
    make(', a handler with a name', { handlerName: secret('handler') }, { removes: ['application-data'] }),
    make(
      ', a thumbnail that is a JPEG of its own',
      {
        documents: [
          {
            type: 'jpeg',
            isHidden: true,
            data: join([0xff, 0xd8, 0xff, 0xfe, 0, 100], secret('thumbnail'), [0xff, 0xd9]),
          },
        ],
      },
      { removes: ['application-data'] },
    ),
    within('notes within', ['application-data'], movieNotes()),
    within("a vendor's box within", ['application-data'], box('uuid', Buffer.alloc(16, 0xab), secret('uuid'))),
    within('a free box within', ['application-data'], box('free', secret('free'))),
    within(
      'where its data lies',
      ['application-data'],
      box('dinf', fullBox('dref', 0, be32(1), fullBox('url ', 0, `https://${secret('address')}/`))),
    ),
    within(
      'a group of nothing',
      ['application-data'],
      box('grpl', box('uuid', Buffer.alloc(16, 0xab), secret('group'))),
    ),
    property(
      'a description',
      ['comment'],
      fullBox('udes', 0, 'en\0', secret('title'), '\0', secret('description'), '\0', secret('tags'), '\0'),
    ),
    property('when it was made', ['time'], fullBox('crtt', 0, be32(0), join(secret('time')))),
    property('an alternative text', ['application-data'], fullBox('altt', 0, secret('alternative'), '\0en\0')),
    property("a vendor's property", ['application-data'], box('uuid', Buffer.alloc(16, 0xab), secret('property'))),
    make(
      ', a property of no item',
      { ownProperties: [box('uuid', Buffer.alloc(16, 0xab), secret('property'))] },
      { removes: ['application-data'] },
    ),
  ];
}

/** A thumbnail, a map of how bright it is meant, which has an XMP of its own, and all items hidden but the primary one. */
function asPhonesWriteIt(format: ImageFormat, picture: CodedPicture): readonly CorpusFile[] {
  const [primary, tile] = picture.items;
  if (primary === undefined || tile === undefined) throw new RangeError('There is no grid');
  const last = picture.items.length;
  const [thumbnail, map, place, mapNotes, notes] = [last + 1, last + 2, last + 3, last + 4, last + 5] as const;
  const auxiliary = { box: fullBox('auxC', 0, 'urn:com:apple:photo:2020:aux:hdrgainmap\0') };
  const bytes = heifFile({
    brand: format === 'avif' ? 'avif' : 'heic',
    primary: 1,
    items: [
      { ...exif(cameraExif({ orientation: 6 }), 'Exif\0\0'), id: place, isHidden: true },
      ...picture.items.slice(1),
      { ...primary, properties: [...(primary.properties ?? []), ...turning(6)] },
      { ...tile, id: thumbnail, isHidden: true },
      { ...tile, id: map, isHidden: true, properties: [...(tile.properties ?? []), auxiliary] },
      { ...xmp(xmpPacket('', 'gainmap')), id: mapNotes, isHidden: true },
      { ...xmp(), id: notes, isHidden: true },
    ],
    references: [
      ...picture.references,
      { type: 'thmb', from: thumbnail, to: [1] },
      { type: 'auxl', from: map, to: [1] },
      { type: 'cdsc', from: place, to: [1] },
      { type: 'cdsc', from: mapNotes, to: [map] },
      { type: 'cdsc', from: notes, to: [1] },
    ],
  });
  const expected = { keeps: ['orientation'], removes: ['exif', 'gps', 'xmp'], orientation: 6 } as const;
  return [corpusFile('as phones write it', { format, width: picture.width, height: picture.height }, bytes, expected)];
}

/** Frames in tracks; what describes them can be in the tracks, too. */
function sequences(): readonly CorpusFile[] {
  const sequence = fixture('sequence.avif');
  const facts = { format: 'avif', width, height, frames: 3 } as const;
  const [ftyp, meta, moov, mdat] = heifParts(sequence);
  if (ftyp === undefined || meta === undefined || moov === undefined || mdat === undefined)
    throw new Error('It has other boxes');
  const bytesOf = ({ start, end }: Part) => sequence.subarray(start, end);
  // The places of the frames are counted from the beginning of the file: what gets longer comes last.
  const withMovie = (...movie: readonly Uint8Array[]) =>
    join(
      bytesOf(ftyp),
      bytesOf(meta),
      box('free', Buffer.alloc(moov.end - moov.body)),
      bytesOf(mdat),
      box('moov', ...movie),
    );
  const children = moov.children.map(bytesOf);
  const inTrack = (track: Part) =>
    box('trak', ...track.children.map(bytesOf), movieNotes(), box('uuid', Buffer.alloc(16, 0xab), secret('track')));
  const tracks = moov.children.map((child) => (child.name === 'trak' ? inTrack(child) : bytesOf(child)));
  const thumbnails = thumbnailTrack(sequence, moov, 3);
  const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
  return [
    corpusFile('a sequence, as avifenc writes it', facts, sequence, { removes: ['time'] }),
    corpusFile('a sequence with notes', facts, withMovie(...children, movieNotes()), {
      removes: ['time', 'application-data'],
    }),
    corpusFile('a sequence with notes in its tracks', facts, withMovie(...tracks), {
      removes: ['time', 'application-data'],
    }),
    corpusFile('a sequence with a track of thumbnails', facts, withMovie(...children, thumbnails), {
      removes: ['time'],
    }),
    corpusFile('a sequence with an XMP', facts, withMovie(...children, box('uuid', xmpId, xmpPacket())), {
      removes: ['xmp', 'time'],
    }),
    corpusFile('a sequence with something behind', facts, join(sequence, secret('behind')), {
      removes: ['time', 'trailer'],
    }),
  ];
}

/** The same frames once more, in a track that calls them the thumbnails of the first one's. */
function thumbnailTrack(sequence: Uint8Array, moov: Part, id: number): Uint8Array {
  const [tkhd, ...others] = moov.children.find(({ name }) => name === 'trak')?.children ?? [];
  if (tkhd === undefined) throw new Error('It has no track');
  const idStart = tkhd.body + 4 + 16; // behind when it was made and changed
  const header = spliced(
    sequence.subarray(tkhd.start, tkhd.end),
    idStart - tkhd.start,
    idStart + 4 - tkhd.start,
    be32(id),
  );
  const media = others.map(({ start, end }) => sequence.subarray(start, end));
  return box('trak', header, box('tref', box('thmb', be32(1))), ...media);
}
