import type { Metadata } from '../../../shared/core/metadata.ts';
import { type CorpusFile, corpusFile } from './corpus-file.ts';
import { fixture } from './fixtures.ts';
import { height, width } from './pictures.ts';

/** Files whose metadata other programs wrote. */
export function realLife(): readonly CorpusFile[] {
  const camera: readonly Metadata[] = ['exif', 'gps', 'thumbnail', 'xmp'];
  const still = { width, height };
  const three = { width, height, frames: 3 };
  const coloured = { keeps: ['orientation', 'colour-profile'], orientation: 6 } as const;
  return [
    corpusFile('as exiftool writes it', { format: 'jpeg', ...still }, fixture('camera.jpg'), {
      ...coloured,
      removes: [...camera, 'iptc', 'comment'],
    }),
    corpusFile('as exiftool writes it', { format: 'png', ...still }, fixture('camera.png'), {
      ...coloured,
      removes: [...camera, 'iptc', 'comment'],
    }),
    corpusFile('as exiftool writes it', { format: 'webp', ...still }, fixture('camera.webp'), {
      ...coloured,
      removes: camera,
    }),
    corpusFile('as exiftool writes it', { format: 'gif', ...three }, fixture('camera.gif'), {
      keeps: ['colour-profile'],
      removes: ['xmp', 'comment'],
    }),
    corpusFile('as exiftool writes it', { format: 'heif', ...still }, fixture('camera.heic'), { removes: camera }),
    corpusFile('as exiftool writes it', { format: 'avif', ...still }, fixture('camera.avif'), { removes: camera }),
    corpusFile('as gifsicle writes it', { format: 'gif', ...three }, fixture('animated.gif'), { removes: ['comment'] }),
    corpusFile('as img2webp writes it', { format: 'webp', ...three }, fixture('animated.webp')),
  ];
}
