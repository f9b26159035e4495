import type { Metadata } from '../../../shared/core/metadata.ts';
import { type CorpusFile, corpusFile } from './corpus-file.ts';
import { fixture } from './fixtures.ts';
import { height, width } from './pictures.ts';

/** Files that other programs wrote. */
export function realLife(): readonly CorpusFile[] {
  const camera: readonly Metadata[] = ['exif', 'gps', 'thumbnail', 'xmp'];
  const still = { width, height };
  const three = { width, height, frames: 3 };
  const coloured = { keeps: ['orientation', 'colour-profile'], orientation: 6 } as const;
  return [
    corpusFile('as exiftool writes it', {
      format: 'jpeg',
      ...still,
      bytes: fixture('camera.jpg'),
      ...coloured,
      removes: [...camera, 'iptc', 'comment'],
    }),
    corpusFile('as exiftool writes it', {
      format: 'png',
      ...still,
      bytes: fixture('camera.png'),
      ...coloured,
      removes: [...camera, 'iptc', 'comment'],
    }),
    corpusFile('as exiftool writes it', {
      format: 'webp',
      ...still,
      bytes: fixture('camera.webp'),
      ...coloured,
      removes: camera,
    }),
    corpusFile('as exiftool writes it', {
      format: 'gif',
      ...three,
      bytes: fixture('camera.gif'),
      keeps: ['colour-profile'],
      removes: ['xmp', 'comment'],
    }),
    corpusFile('as exiftool writes it', { format: 'heif', ...still, bytes: fixture('camera.heic'), removes: camera }),
    corpusFile('as exiftool writes it', { format: 'avif', ...still, bytes: fixture('camera.avif'), removes: camera }),
    corpusFile('as gifsicle writes it', {
      format: 'gif',
      ...three,
      bytes: fixture('animated.gif'),
      removes: ['comment'],
    }),
    corpusFile('as img2webp writes it', { format: 'webp', ...three, bytes: fixture('animated.webp') }),
  ];
}
