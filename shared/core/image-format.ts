/** The image formats that Portrait knows by extension and media type. */
export type ImageFormat = 'jpeg' | 'png' | 'gif' | 'webp' | 'heif' | 'avif' | 'bmp' | 'tiff' | 'svg';

interface Names {
  /** Extension → the media type it is served as. The first extension is the default. */
  readonly extensions: Readonly<Record<string, string>>;
  /** Other media types that clients send for the format. */
  readonly aliases: readonly string[];
}

// HEIC and HEIF are one format with two media types; JPG and JPEG are one format with one.
const formats: Readonly<Record<ImageFormat, Names>> = {
  jpeg: {
    extensions: { jpg: 'image/jpeg', jpeg: 'image/jpeg', jpe: 'image/jpeg' },
    aliases: ['image/jpg', 'image/pjpeg'],
  },
  png: { extensions: { png: 'image/png' }, aliases: ['image/x-png', 'image/apng'] },
  gif: { extensions: { gif: 'image/gif' }, aliases: [] },
  webp: { extensions: { webp: 'image/webp' }, aliases: [] },
  heif: {
    extensions: { heic: 'image/heic', heif: 'image/heif' },
    aliases: ['image/heic-sequence', 'image/heif-sequence'],
  },
  avif: { extensions: { avif: 'image/avif' }, aliases: [] },
  bmp: { extensions: { bmp: 'image/bmp' }, aliases: ['image/x-ms-bmp'] },
  tiff: { extensions: { tif: 'image/tiff', tiff: 'image/tiff' }, aliases: [] },
  svg: { extensions: { svg: 'image/svg+xml', svgz: 'image/svg+xml' }, aliases: [] },
};

const byExtension = new Map<string, { readonly format: ImageFormat; readonly type: string }>();
const byType = new Map<string, { readonly format: ImageFormat; readonly extension: string }>();
for (const [name, { extensions, aliases }] of Object.entries(formats)) {
  const format = name as ImageFormat;
  for (const [extension, type] of Object.entries(extensions)) {
    byExtension.set(extension, { format, type });
    if (!byType.has(type)) byType.set(type, { format, extension });
  }
  const [usual = name] = Object.keys(extensions);
  for (const alias of aliases) byType.set(alias, { format, extension: usual });
}

/** The media type that a file extension (lower case, no dot) is served as; undefined if it is no known image's. */
export function typeOfExtension(extension: string): string | undefined {
  return byExtension.get(extension)?.type;
}

/** The format of a file extension (lower case, no dot), if it is known. */
export function formatOfExtension(extension: string): ImageFormat | undefined {
  return byExtension.get(extension)?.format;
}

/** The format of a media type (lower case, no parameters), if it is known. */
export function formatOfType(type: string): ImageFormat | undefined {
  return byType.get(type)?.format;
}

/** Every media type that images are served as. */
export function imageTypes(): readonly string[] {
  return [...new Set([...byExtension.values()].map(({ type }) => type))];
}

/** Every extension that is served as a media type. */
export function extensionsOfType(type: string): readonly string[] {
  return [...byExtension].filter(([, each]) => each.type === type).map(([extension]) => extension);
}

/** The default extension of a media type (lower case, no parameters), if it is known. */
export function extensionOfType(type: string): string | undefined {
  return byType.get(type)?.extension;
}
