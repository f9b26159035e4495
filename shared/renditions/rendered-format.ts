import { formatOfType } from '../core/image-format.ts';
import { sniffType } from '../photos/sniff-type.ts';

const renderedFormats = ['jpeg', 'png', 'gif', 'webp', 'avif', 'heif', 'tiff'] as const;
export type RenderedFormat = (typeof renderedFormats)[number];

/** The format of the bytes, if it is one that is rendered. AVIF is `avif` also where it calls itself HEIF. */
export async function renderedFormat(bytes: Uint8Array): Promise<RenderedFormat | undefined> {
  const type = await sniffType(bytes);
  return renderedFormats.find((each) => each === formatOfType(type ?? ''));
}
