/** A library inside a package, in compiled form. */
export interface BundledLibrary {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  readonly source: string;
}

/** The libraries inside `libheif-js`, as it states them when it runs. */
export const insideLibheif: readonly BundledLibrary[] = [
  {
    name: 'libheif',
    version: '1.23.2',
    licence: 'LGPL-3.0-or-later',
    source: 'https://github.com/strukturag/libheif',
  },
  {
    name: 'libde265',
    version: '1.0.15',
    licence: 'LGPL-3.0-or-later',
    source: 'https://github.com/strukturag/libde265',
  },
];

/** The version of `@img/sharp-libvips-*` that `insideLibvips` describes. */
export const libvipsPackageVersion = '1.3.4';

/**
 * The libraries inside `@img/sharp-libvips-*`, by the README and the `versions.json` of that package: name, the key and
 * the value in `versions.json`, licence, source.
 */
export const insideLibvips: readonly (BundledLibrary & { readonly key: string })[] = (
  [
    [
      'aom',
      'aom',
      '3.15.1',
      'BSD-2-Clause and Alliance for Open Media Patent License 1.0',
      'https://aomedia.googlesource.com/aom',
    ],
    ['cairo', 'cairo', '1.18.6', 'MPL-1.1', 'https://gitlab.freedesktop.org/cairo/cairo'],
    ['cgif', 'cgif', '0.5.4', 'MIT', 'https://github.com/dloebl/cgif'],
    ['expat', 'expat', '2.8.5', 'MIT', 'https://github.com/libexpat/libexpat'],
    [
      'fontconfig',
      'fontconfig',
      '2.18.3',
      'fontconfig License',
      'https://gitlab.freedesktop.org/fontconfig/fontconfig',
    ],
    ['freetype', 'freetype', '2.14.3', 'FTL', 'https://gitlab.freedesktop.org/freetype/freetype'],
    ['fribidi', 'fribidi', '1.0.17', 'LGPL-3.0-or-later', 'https://github.com/fribidi/fribidi'],
    ['glib', 'glib', '2.90.0', 'LGPL-3.0-or-later', 'https://gitlab.gnome.org/GNOME/glib'],
    ['harfbuzz', 'harfbuzz', '14.5.0', 'MIT', 'https://github.com/harfbuzz/harfbuzz'],
    ['highway', 'highway', '1.4.0', 'BSD-3-Clause', 'https://github.com/google/highway'],
    ['lcms', 'lcms', '2.19.1', 'MIT', 'https://github.com/mm2/Little-CMS'],
    ['libarchive', 'archive', '3.8.9', 'BSD-2-Clause', 'https://github.com/libarchive/libarchive'],
    ['libexif', 'exif', '0.6.26', 'LGPL-3.0-or-later', 'https://github.com/libexif/libexif'],
    ['libffi', 'ffi', '3.8.0', 'MIT', 'https://github.com/libffi/libffi'],
    ['libheif', 'heif', '1.23.5', 'LGPL-3.0-or-later', 'https://github.com/strukturag/libheif'],
    ['libimagequant', 'imagequant', '2.4.1', 'BSD-2-Clause', 'https://github.com/lovell/libimagequant'],
    ['libpng', 'png', '1.6.58', 'libpng-2.0', 'https://github.com/pnggroup/libpng'],
    ['librsvg', 'rsvg', '2.63.2', 'LGPL-3.0-or-later', 'https://gitlab.gnome.org/GNOME/librsvg'],
    ['libtiff', 'tiff', '4.7.2', 'libtiff', 'https://gitlab.com/libtiff/libtiff'],
    ['libultrahdr', 'uhdr', '2.0.2', 'MIT', 'https://github.com/google/libultrahdr'],
    ['libvips', 'vips', '8.18.7', 'LGPL-3.0-or-later, with libnsgif (MIT) in it', 'https://github.com/libvips/libvips'],
    ['libwebp', 'webp', '1.6.0', 'BSD-3-Clause', 'https://chromium.googlesource.com/webm/libwebp'],
    ['libxml2', 'xml2', '2.15.4', 'MIT', 'https://gitlab.gnome.org/GNOME/libxml2'],
    ['mozjpeg', 'mozjpeg', '0826579', 'Zlib AND IJG AND BSD-3-Clause', 'https://github.com/mozilla/mozjpeg'],
    ['pango', 'pango', '1.58.2', 'LGPL-3.0-or-later', 'https://gitlab.gnome.org/GNOME/pango'],
    ['pixman', 'pixman', '0.46.4', 'MIT', 'https://gitlab.freedesktop.org/pixman/pixman'],
    ['proxy-libintl', 'proxy-libintl', '0.5', 'LGPL-3.0-or-later', 'https://github.com/frida/proxy-libintl'],
    ['zlib-ng', 'zlib-ng', '2.3.3', 'Zlib', 'https://github.com/zlib-ng/zlib-ng'],
  ] as const
).map(([name, key, version, licence, source]) => ({ name, key, version, licence, source }));
