import { deflateSync } from 'node:zlib';
import type { ImageFormat } from '../../../shared/core/image-format.ts';
import type { Metadata } from '../../../shared/core/metadata.ts';
import { be16, be32, join, type Piece } from '../building/bytes.ts';
import { type HeifFile, heifFile, type Item, type Property, type Reference, turning } from '../building/heif.ts';
import { fullIsoBox, isoBox } from '../building/iso-boxes.ts';
import { avifPictures, type CodedPicture, heicPictures } from './coded-pictures.ts';
import { type CorpusFile, corpusFile, type Source } from './corpus-file.ts';
import { bareExif, cameraExif, gpsExif } from './exif.ts';
import { fixture } from './fixtures.ts';
import { heifSequences } from './heif-sequences.ts';
import { movieBox, movieNotes } from './movie.ts';
import { colourProfile, height, width } from './pictures.ts';
import { secret } from './secrets.ts';
import { xmpPacket } from './xmp.ts';

/** HEICs and AVIFs: the same ISO boxes around different pixels. */
export async function heifs(): Promise<readonly CorpusFile[]> {
  const profile = await colourProfile();
  return [
    ...withMetadata('heif', { pictures: heicPictures(), profile }),
    ...withMetadata('avif', { pictures: await avifPictures(), profile }),
    ...heifSequences(),
    corpusFile('as heif-enc writes it', { format: 'heif', width, height, bytes: fixture('still.heic') }),
    corpusFile('with alpha, as heif-enc writes it', { format: 'heif', width, height, bytes: fixture('alpha.heic') }),
    corpusFile('two pictures, as heif-enc writes them', {
      format: 'heif',
      width: 64,
      height: 64,
      bytes: fixture('tiles.heic'),
    }),
  ];
}

type Make = (name: string, content?: Content) => CorpusFile;

/** Additions to the file of a picture, and the expected result of cleaning it. */
interface Content extends Partial<HeifFile>, Partial<Pick<Source, 'keeps' | 'removes' | 'orientation'>> {
  /** Metadata items. */
  readonly documents?: readonly Omit<Item, 'id'>[];
  /** Properties of the primary item. */
  readonly primaryProperties?: readonly Property[];
}

interface Material {
  readonly pictures: Readonly<Record<string, CodedPicture>>;
  readonly profile: Uint8Array;
}

function withMetadata(format: ImageFormat, { pictures, profile }: Material): readonly CorpusFile[] {
  const files: CorpusFile[] = [];
  for (const [name, picture] of Object.entries(pictures)) {
    const make: Make = (what, { keeps = [], removes = [], orientation = 1, ...content }: Content = {}) => {
      const { width, height } = picture;
      const bytes = file(picture, { brand: format === 'avif' ? 'avif' : 'heic', ...content });
      return corpusFile(`${name}${what}`, { format, width, height, bytes, keeps, removes, orientation });
    };
    files.push(make(''), withEverything(make, profile));
    if (name === 'plain')
      files.push(...orientations(make), ...items(make, format), ...layouts(make), ...isoBoxes(make, profile));
    if (name === 'grid') files.push(...orientations(make), ...asPhonesWriteIt(format, picture));
  }
  return files;
}

type FileContent = Omit<Content, 'keeps' | 'removes' | 'orientation'> & Pick<HeifFile, 'brand'>;

function file(picture: CodedPicture, content: FileContent): Buffer<ArrayBuffer> {
  const { documents = [], primaryProperties = [], ...rest } = content;
  const [primary, ...others] = picture.items as [Item, ...Item[]];
  const last = picture.items.length;
  const described: readonly Item[] = documents.map((item, index) => ({ ...item, id: last + 1 + index }));
  const references: readonly Reference[] = described.map(({ id }) => ({ type: 'cdsc', from: id, to: [primary.id] }));
  return heifFile({
    items: [{ ...primary, properties: [...(primary.properties ?? []), ...primaryProperties] }, ...others, ...described],
    references: [...picture.references, ...references],
    ...rest,
  });
}

/** An Exif item; its first four bytes are the offset of the TIFF after them. */
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
const colr = (profile: Uint8Array) => ({ isoBox: isoBox('colr', 'prof', profile) });

function withEverything(make: Make, profile: Uint8Array): CorpusFile {
  const [orientation, kinds] = [6, ['exif', 'gps', 'xmp', 'comment', 'application-data', 'video', 'trailer']] as const;
  return make(', with everything', {
    documents: [
      exif(cameraExif({ orientation: 3 })),
      xmp(),
      { ...mime('text/plain', secret('text')), name: secret('name') },
    ],
    primaryProperties: [colr(profile), ...turning(orientation)],
    filling: join(secret('filling')),
    beforeMeta: [isoBox('uuid', Buffer.alloc(16, 0xab), secret('uuid'))],
    afterMeta: [movieBox(), isoBox('free', secret('free'))],
    atEnd: [isoBox('mpvd', secret('film')), join(secret('behind'))],
    keeps: ['orientation', 'colour-profile'],
    removes: kinds,
    orientation,
  });
}

function orientations(make: Make): readonly CorpusFile[] {
  return [1, 2, 3, 4, 5, 6, 7, 8].flatMap((orientation) => {
    const keeps = orientation === 1 ? [] : (['orientation'] as const);
    const primaryProperties = turning(orientation);
    const another = 9 - orientation; // decoders ignore the orientation of an Exif in HEIC and AVIF
    return [
      make(`, orientation ${orientation}`, { primaryProperties, keeps, orientation }),
      make(`, orientation ${orientation} and another in the Exif`, {
        primaryProperties,
        documents: [exif(cameraExif({ orientation: another }))],
        keeps,
        removes: ['exif', 'gps'],
        orientation,
      }),
    ];
  });
}

/** One metadata item each. */
function items(make: Make, format: ImageFormat): readonly CorpusFile[] {
  const one = (name: string, removes: readonly Metadata[], ...documents: readonly Omit<Item, 'id'>[]) =>
    make(`, ${name}`, { documents, removes });
  return [
    one('an Exif', ['exif', 'gps'], exif(cameraExif())),
    one('an Exif with a prefix', ['exif', 'gps'], exif(cameraExif({ littleEndian: true }), 'Exif\0\0')),
    one('an Exif with only GPS', ['exif', 'gps'], exif(gpsExif())),
    one('an Exif with only an orientation', ['exif'], exif(bareExif(6))),
    one('an Exif with an offset beyond its end', ['exif'], {
      type: 'Exif',
      data: join(be32(0xffffffff), secret('noexif')),
    }),
    one('an Exif in idat', ['exif', 'gps'], { ...exif(cameraExif()), place: 'idat' }),
    one('an Exif in three extents', ['exif', 'gps'], { ...exif(cameraExif()), extents: 3 }),
    one('an XMP', ['xmp'], xmp()),
    one('an XMP in idat', ['xmp'], { ...xmp(), place: 'idat' }),
    one('an XMP in three extents', ['xmp'], { ...xmp(), extents: 3 }),
    one(
      'an Exif and an XMP in idat, in two extents each',
      ['exif', 'gps', 'xmp'],
      { ...exif(cameraExif()), place: 'idat', extents: 2 },
      { ...xmp(), place: 'idat', extents: 2 },
    ),
    one('an Exif with a name', ['exif', 'gps', 'comment'], { ...exif(cameraExif()), name: secret('name') }),
    one('a text', ['application-data'], mime('text/plain', secret('text'))),
    one('a uri item', ['application-data'], {
      type: 'uri ',
      content: 'urn:example:notes',
      data: join(secret('uri')),
    }),
    one('an unknown item', ['application-data'], { type: 'prvt', data: join(secret('item')) }),
    // Of these two, each decoder accepts only one.
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

/** Different layouts of the same bytes. */
function layouts(make: Make): readonly CorpusFile[] {
  const documents = [exif(cameraExif()), xmp()];
  const removes = ['exif', 'gps', 'xmp'] as const;
  const filled = { removes: ['application-data'] } as const;
  return [
    make(', iloc version 0', { documents, ilocVersion: 0, removes }),
    make(', iloc version 2', { documents, ilocVersion: 2, removes }),
    make(', an mdat with a size of eight bytes', { documents, mdatSize: 'long', removes }),
    make(', an mdat with a size of 0', { documents, mdatSize: 'open', removes }),
    make(', bytes without an item', { filling: join(secret('filling')), ...filled }),
    make(', bytes without an item, in idat', {
      documents: [{ ...exif(bareExif(1)), place: 'idat' }],
      fillingIdat: join(secret('filling')),
      removes: ['exif', 'application-data'],
    }),
    make(', bytes without an item, to the end', { filling: join(secret('filling')), mdatSize: 'open', ...filled }),
    make(', a second mdat without items', { afterMeta: [isoBox('mdat', secret('mdat'))], ...filled }),
    make(', an mdat after that of the items', { atEnd: [isoBox('mdat', secret('mdat'))], ...filled }),
  ];
}

/** Metadata in ISO boxes and properties. */
function isoBoxes(make: Make, profile: Uint8Array): readonly CorpusFile[] {
  const at = (name: string, removes: readonly Metadata[], ...added: readonly Uint8Array[]) => [
    make(`, ${name} first in the file`, { beforeMeta: added, removes }),
    make(`, ${name} before the data`, { afterMeta: added, removes }),
    make(`, ${name} at the end`, { atEnd: added, removes }),
  ];
  const within = (name: string, removes: readonly Metadata[], ...inMeta: readonly Uint8Array[]) =>
    make(`, ${name}`, { inMeta, removes });
  const property = (name: string, removes: readonly Metadata[], ...added: readonly Uint8Array[]) =>
    make(`, ${name}`, { primaryProperties: added.map((each) => ({ isoBox: each })), removes });
  const xmpId = Buffer.from('be7acfcb97a942e89c71999491e3afac', 'hex');
  const c2paId = Buffer.from('d8fec3d61b0e483c92975828877ec481', 'hex');
  return [
    make(', a colour profile', { primaryProperties: [colr(profile)], keeps: ['colour-profile'] }),
    make(', colours by number', {
      primaryProperties: [{ isoBox: isoBox('colr', 'nclx', be16(1), be16(13), be16(6), [0x80]) }],
    }),
    ...at('a film', ['video'], movieBox()),
    ...at("a phone's film", ['video'], isoBox('mpvd', secret('film'))),
    ...at("a vendor's box", ['application-data'], isoBox('uuid', Buffer.alloc(16, 0xab), secret('uuid'))),
    ...at('an XMP in a uuid box', ['xmp'], isoBox('uuid', xmpId, xmpPacket())),
    ...at('C2PA', ['application-data'], fullIsoBox('uuid', 0, c2paId, secret('manifest'))),
    ...at('notes', ['application-data'], movieNotes()),
    ...at('a free box', ['application-data'], isoBox('free', secret('free'))),
    ...at('a box to skip', ['application-data'], isoBox('skip', secret('skip'))),
    ...at('an unknown box', ['application-data'], isoBox('prvt', secret('unknown'))),
    make(', a trailer', { atEnd: [join(secret('behind'))], removes: ['trailer'] }),
    make(', four bytes after the end', { atEnd: [join('tail')], removes: ['trailer'] }),
    make(', a handler with a name', { handlerName: secret('handler'), removes: ['application-data'] }),
    make(', a thumbnail that is a JPEG of its own', {
      documents: [
        {
          type: 'jpeg',
          isHidden: true,
          data: join([0xff, 0xd8, 0xff, 0xfe, 0, 100], secret('thumbnail'), [0xff, 0xd9]),
        },
      ],
      removes: ['application-data'],
    }),
    within('notes within', ['application-data'], movieNotes()),
    within("a vendor's box within", ['application-data'], isoBox('uuid', Buffer.alloc(16, 0xab), secret('uuid'))),
    within('a free box within', ['application-data'], isoBox('free', secret('free'))),
    within(
      'a data reference to an address',
      ['application-data'],
      isoBox('dinf', fullIsoBox('dref', 0, be32(1), fullIsoBox('url ', 0, `https://${secret('address')}/`))),
    ),
    within(
      'a group of an unknown type',
      ['application-data'],
      isoBox('grpl', isoBox('uuid', Buffer.alloc(16, 0xab), secret('group'))),
    ),
    property(
      'a description',
      ['comment'],
      fullIsoBox('udes', 0, 'en\0', secret('title'), '\0', secret('description'), '\0', secret('tags'), '\0'),
    ),
    property('a creation time', ['time'], fullIsoBox('crtt', 0, be32(0), join(secret('time')))),
    property('an alternative text', ['application-data'], fullIsoBox('altt', 0, secret('alternative'), '\0en\0')),
    property("a vendor's property", ['application-data'], isoBox('uuid', Buffer.alloc(16, 0xab), secret('property'))),
    make(', a property without an item', {
      ownProperties: [isoBox('uuid', Buffer.alloc(16, 0xab), secret('property'))],
      removes: ['application-data'],
    }),
  ];
}

/** The items of a phone's photo: a thumbnail, a gain map with its own XMP, Exif; all but the primary one are hidden. */
function asPhonesWriteIt(format: ImageFormat, picture: CodedPicture): readonly CorpusFile[] {
  const [primary, tile] = picture.items;
  if (primary === undefined || tile === undefined) throw new RangeError('The picture is not a grid');
  const last = picture.items.length;
  const [thumbnail, map, place, mapNotes, notes] = [last + 1, last + 2, last + 3, last + 4, last + 5] as const;
  const auxiliary = { isoBox: fullIsoBox('auxC', 0, 'urn:com:apple:photo:2020:aux:hdrgainmap\0') };
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
  return [
    corpusFile('as phones write it', { format, width: picture.width, height: picture.height, bytes, ...expected }),
  ];
}
