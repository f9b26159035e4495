import { readFile } from 'node:fs/promises';
import { renderImage } from '../../../shared/renditions/render-image.ts';

/** A function that renders a file, bundled like Portrait's functions. */
export async function handler(file: string): Promise<{ contentType: string; size: number }> {
  const { bytes, contentType } = await renderImage(await readFile(file), { size: 64, format: 'webp' });
  return { contentType, size: bytes.length };
}
