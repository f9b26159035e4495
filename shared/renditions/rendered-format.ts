import { formatOfType } from '../core/image-format.ts';
import { sniffType } from '../image/sniff-type.ts';

const renderedFormats = ['jpeg', 'png', 'gif', 'webp', 'avif', 'heif', 'tiff'] as const;
/** A format that can be rendered. */
export type RenderedFormat = (typeof renderedFormats)[number];

/** The format of the bytes; undefined if it cannot be rendered. AVIF is `avif` even if its brand is HEIF. */
export async function renderedFormat(bytes: Uint8Array): Promise<RenderedFormat | undefined> {
  const type = await sniffType(bytes);
  return renderedFormats.find((each) => each === formatOfType(type ?? ''));
}
