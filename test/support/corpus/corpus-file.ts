import type { ImageFormat } from '../../../shared/core/image-format.ts';
import type { Metadata } from '../../../shared/core/metadata.ts';
import { secretsIn } from './secrets.ts';

/** A photo, and the expected result of reading and cleaning it. */
export interface CorpusFile {
  /** Unique: format, encoding and content. */
  readonly name: string;
  readonly format: ImageFormat;
  readonly bytes: Uint8Array;
  /** As displayed. */
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  /** Byte strings (Latin-1) that the cleaned file must not contain. */
  readonly secrets: readonly string[];
  readonly keeps: readonly Metadata[];
  readonly removes: readonly Metadata[];
}

/** A file of the corpus, with the size at which it is stored. */
export interface Source extends Pick<CorpusFile, 'format' | 'bytes' | 'width' | 'height'> {
  /** 1 by default. */
  readonly frames?: number;
  /** 1 by default. 5 to 8 swap width and height. */
  readonly orientation?: number;
  readonly keeps?: readonly Metadata[];
  readonly removes?: readonly Metadata[];
}

/** Makes a corpus file; its secrets are found in its bytes. */
export function corpusFile(name: string, source: Source): CorpusFile {
  const { format, bytes, width, height, frames = 1, orientation = 1, keeps = [], removes = [] } = source;
  const [shownWidth, shownHeight] = orientation > 4 ? [height, width] : [width, height];
  return {
    ...{ name: `${format}: ${name}`, format, bytes, frames, keeps, removes },
    ...{ width: shownWidth, height: shownHeight },
    secrets: secretsIn(bytes),
  };
}
