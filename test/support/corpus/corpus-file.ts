import type { ImageFormat } from '../../../shared/core/image-format.ts';
import type { Metadata } from '../../../shared/core/metadata.ts';
import { secretsIn } from './secrets.ts';

/** A photo, and what is to be made of it. */
export interface CorpusFile {
  /** Unique: format, encoding and what is in it. */
  readonly name: string;
  readonly format: ImageFormat;
  readonly bytes: Uint8Array;
  /** As it is displayed. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** What must not be in it any more once it is cleaned; a byte a character. */
  readonly secrets: readonly string[];
  readonly keeps: readonly Metadata[];
  readonly removes: readonly Metadata[];
}

export type Facts = Pick<CorpusFile, 'format' | 'width' | 'height'> & { readonly frames?: number };

/** A file whose secrets are those that are found in it. Orientations from 5 on show it on its side. */
export function corpusFile(
  name: string,
  { format, width, height, frames = 1 }: Facts,
  bytes: Uint8Array,
  { keeps = [], removes = [], orientation = 1 }: Partial<Expected> = {},
): CorpusFile {
  const [shownWidth, shownHeight] = orientation > 4 ? [height, width] : [width, height];
  return {
    name: `${format}: ${name}`,
    format,
    bytes,
    width: shownWidth,
    height: shownHeight,
    frames,
    secrets: secretsIn(bytes),
    keeps,
    removes,
  };
}

export interface Expected extends Pick<CorpusFile, 'keeps' | 'removes'> {
  readonly orientation: number;
}
