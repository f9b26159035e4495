import { segment } from '../building/jpeg.ts';
import { corpusFile, type Source } from './corpus-file.ts';
import { height, width } from './pictures.ts';

/** A JPEG of the corpus, with the still picture's size. */
export const jpeg = (name: string, file: Omit<Source, 'format' | 'width' | 'height'>) =>
  corpusFile(name, { format: 'jpeg', width, height, ...file });

/** An Exif segment of a TIFF. */
export const exifSegment = (tiff: Uint8Array) => segment(0xe1, 'Exif\0\0', tiff);
