/** The image of a TIFF. */
interface TiffSettings {
  readonly width: number;
  readonly height: number;
  /** 3 for RGB, 4 for RGB and alpha; 8 bits each. */
  readonly channels: 3 | 4;
  /** The ICC profile of the colours; undefined for sRGB. */
  readonly profile: Uint8Array | undefined;
}

const short = 3;
const long = 4;
const anyBytes = 7;

/**
 * Makes an uncompressed TIFF, which hands raw pixels with a colour profile to sharp. Returns the file and the part of
 * it into which the caller writes the pixels, row by row without gaps.
 */
export function blankTiff({ width, height, channels, profile }: TiffSettings) {
  const entries = 9 + (channels === 4 ? 1 : 0) + (profile === undefined ? 0 : 1);
  const bitsAt = 8 + 2 + entries * 12 + 4;
  const profileAt = bitsAt + 8;
  const profileBytes = profile?.length ?? 0;
  const pixelsAt = profileAt + profileBytes + (profileBytes % 2);
  const pixelBytes = width * height * channels;
  const directory: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [256, long, 1, width],
    [257, long, 1, height],
    [258, short, channels, bitsAt],
    [259, short, 1, 1], // not compressed
    [262, short, 1, 2], // RGB
    [273, long, 1, pixelsAt], // all rows are one strip
    [277, short, 1, channels],
    [278, long, 1, height],
    [279, long, 1, pixelBytes],
    ...(channels === 4 ? [[338, short, 1, 2] as const] : []), // unassociated alpha: colours are not premultiplied
    ...(profile === undefined ? [] : [[34675, anyBytes, profileBytes, profileAt] as const]),
  ];

  const file = new Uint8Array(pixelsAt + pixelBytes);
  const view = new DataView(file.buffer);
  file.set([0x49, 0x49, 42, 0, 8, 0, 0, 0]); // little endian; the directory follows
  view.setUint16(8, entries, true);
  for (const [index, [tag, type, count, value]] of directory.entries()) {
    const at = 10 + index * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    view.setUint32(at + 8, value, true);
  }
  for (let channel = 0; channel < channels; channel++) view.setUint16(bitsAt + channel * 2, 8, true);
  if (profile !== undefined) file.set(profile, profileAt);
  return { file, pixels: file.subarray(pixelsAt) };
}
