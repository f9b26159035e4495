import { gridData, type Item, ispe, type Property, pixi, type Reference } from '../building/heif.ts';
import { heifItems, heifParts } from '../structure/heif.ts';
import { withChildren } from '../structure/part.ts';
import { fixture } from './fixtures.ts';
import { height, still, tile, width } from './pictures.ts';

/** The items of a HEIC or AVIF picture; the primary item is the first. */
export interface CodedPicture {
  readonly width: number;
  readonly height: number;
  readonly items: readonly Item[];
  readonly references: readonly Reference[];
}

/** Coded pixels, and their decoder configuration. */
interface Coded {
  readonly type: string;
  readonly data: Uint8Array;
  readonly configuration: Property;
}

/** The coded pictures of a file, in their order. */
function codedIn(file: Uint8Array): readonly Coded[] {
  const configurations = withChildren(heifParts(file)).filter(({ name }) => name === 'hvcC' || name === 'av1C');
  const items = heifItems(file).filter(({ type }) => type === 'hvc1' || type === 'av01');
  return items.map(({ type, extents }, index) => {
    const { start, end } = configurations[Math.min(index, configurations.length - 1)] ?? { start: 0, end: 0 };
    const data = Buffer.concat(extents.map((extent) => file.subarray(extent.start, extent.end)));
    return { type, data, configuration: { isoBox: file.subarray(start, end), essential: true } };
  });
}

/** Pictures in AV1: plain, with alpha, and a grid of two tiles. */
export async function avifPictures() {
  const [one] = codedIn(await still().avif({ quality: 60 }).toBuffer()) as [Coded];
  const [colour, alpha] = codedIn(await still(0, true).avif({ quality: 60 }).toBuffer()) as [Coded, Coded];
  const tiles = [1, 2].map(async (frame) => codedIn(await tile(frame).avif({ quality: 60 }).toBuffer())[0] as Coded);
  const [left, right] = (await Promise.all(tiles)) as [Coded, Coded];
  return {
    plain: plain(one, { width, height }),
    'with alpha': withAlpha(plain(colour, { width, height }), {
      alpha,
      kind: 'urn:mpeg:mpegB:cicp:systems:auxiliary:alpha',
    }),
    grid: grid([left, right], { width: 2 * 64 - 8, height: 64 }),
  };
}

/** Pictures in HEVC: plain, a grid of one tile, with alpha, and a grid of two tiles. */
export function heicPictures() {
  const [cell] = codedIn(fixture('still.heic')) as [Coded];
  const [colour, alpha] = codedIn(fixture('alpha.heic')) as [Coded, Coded];
  const [left, right] = codedIn(fixture('tiles.heic')) as [Coded, Coded];
  const [wide] = codedIn(fixture('wide.heic')) as [Coded];
  return {
    plain: plain(wide, { width: 128, height: 64 }),
    'grid of one': grid([cell], { width, height }),
    'with alpha': withAlpha(grid([colour], { width, height }), { alpha, kind: 'urn:mpeg:hevc:2015:auxid:1' }),
    grid: grid([left, right], { width: 2 * 64 - 8, height: 64 }),
  };
}

interface Size {
  readonly width: number;
  readonly height: number;
}

function plain({ type, data, configuration }: Coded, { width, height }: Size): CodedPicture {
  const properties = [configuration, ispe(width, height), pixi(8, 8, 8)];
  return { width, height, items: [{ id: 1, type, data, properties }], references: [] };
}

function grid(tiles: readonly Coded[], { width, height }: Size): CodedPicture {
  const data = gridData({ columns: tiles.length, width, height });
  const whole = { id: 1, type: 'grid', data, properties: [ispe(width, height), pixi(8, 8, 8)] };
  const parts = tiles.map(({ type, data, configuration }, index) => ({
    ...{ id: index + 2, type, data, isHidden: true },
    properties: [configuration, ispe(64, 64), pixi(8, 8, 8)],
  }));
  const references = [{ type: 'dimg', from: 1, to: parts.map(({ id }) => id) }];
  return { width, height, items: [whole, ...parts], references };
}

/** Adds an alpha channel as a second picture. Of a picture in a grid, the alpha channel is cropped by a grid, too. */
function withAlpha(
  picture: CodedPicture,
  { alpha, kind }: { readonly alpha: Coded; readonly kind: string },
): CodedPicture {
  const { width, height, items, references } = picture;
  const auxiliary = { isoBox: auxC(kind), essential: true };
  const isGrid = items[0]?.type === 'grid';
  const id = items.length + 1;
  const size = isGrid ? ispe(64, 64) : ispe(width, height);
  const coded = {
    id,
    type: alpha.type,
    data: alpha.data,
    properties: [alpha.configuration, size, pixi(8)],
    isHidden: true,
  };
  const tied = { type: 'auxl', from: isGrid ? id + 1 : id, to: [1] };
  if (!isGrid) {
    const shown = { ...coded, properties: [...coded.properties, auxiliary] };
    return { width, height, items: [...items, shown], references: [...references, tied] };
  }
  const cut = { ...{ id: id + 1, type: 'grid', isHidden: true }, data: gridData({ columns: 1, width, height }) };
  return {
    ...{ width, height },
    items: [...items, coded, { ...cut, properties: [ispe(width, height), pixi(8), auxiliary] }],
    references: [...references, { type: 'dimg', from: id + 1, to: [id] }, tied],
  };
}

function auxC(kind: string): Uint8Array {
  const length = 8 + 4 + kind.length + 1;
  return Buffer.concat([Buffer.from([0, 0, 0, length]), Buffer.from(`auxC\0\0\0\0${kind}\0`, 'latin1')]);
}
