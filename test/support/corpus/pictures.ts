import sharp, { type Sharp } from 'sharp';

/** The usual size of a picture of the corpus. */
export const width = 48;
export const height = 32;

const block = 8;

/** Blocks of colours, different in each frame; with `alpha`, the right half is translucent. */
export function still(frame = 0, alpha = false): Sharp {
  return sharp(pixels({ width, height, frame, alpha }), { raw: { width, height, channels: alpha ? 4 : 3 } });
}

/** Three frames, to be encoded with `delays`. */
export async function animation(alpha = false): Promise<Sharp> {
  const frames = await Promise.all([0, 1, 2].map((frame) => still(frame, alpha).png().toBuffer()));
  return sharp(frames, { join: { animated: true } });
}

/** In milliseconds. */
export const delays = [100, 250, 400];

/** A tile of a larger picture, with the minimum size of tiles. */
export function tile(frame: number): Sharp {
  return sharp(pixels({ width: 64, height: 64, frame, alpha: false }), { raw: { width: 64, height: 64, channels: 3 } });
}

interface Pattern {
  readonly width: number;
  readonly height: number;
  readonly frame: number;
  readonly alpha: boolean;
}

function pixels({ width, height, frame, alpha }: Pattern): Uint8Array {
  const colours = Array.from({ length: width * height }, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    const colour = Math.floor(x / block) * 7 + Math.floor(y / block) * 13 + frame * 5;
    const shade = [(colour * 37) % 256, (colour * 91) % 256, (colour * 53) % 256];
    return alpha ? [...shade, x < width / 2 ? 255 : 96] : shade;
  });
  return Uint8Array.from(colours.flat());
}

let profile: Promise<Buffer> | undefined;

/** Display P3, in 480 bytes. */
export function colourProfile(): Promise<Buffer> {
  profile ??= readProfile();
  return profile;
}

async function readProfile(): Promise<Buffer> {
  const { icc } = await sharp(await still().withIccProfile('p3').png().toBuffer()).metadata();
  if (icc === undefined) throw new Error('sharp wrote no colour profile');
  return icc;
}
