import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { bundling, projectRoot } from './bundling.ts';

/**
 * Where `npm ci` has put sharp and libheif for Lambda, whatever machine this is. They go with the bundle as they are: sharp is a
 * binary, and libheif is read by the few requests alone that are about HEIC.
 */
export const imagingFolder = `${projectRoot}infra/aws/imaging/node_modules`;

export function isImagingInstalled(): boolean {
  return existsSync(join(imagingFolder, '@img/sharp-linux-arm64/package.json'));
}

/** Puts beside a bundle what it needs for rendering images: the packages, and the worker that decodes HEIC. */
export async function addImaging(folder: string): Promise<void> {
  await cp(imagingFolder, join(folder, 'node_modules'), {
    recursive: true,
    filter: (path) => isNeeded(relative(imagingFolder, path).replaceAll('\\', '/')),
  });
  await build({
    entryPoints: [`${projectRoot}shared/renditions/heif-worker.ts`],
    outfile: join(folder, 'heif-worker.mjs'),
    ...{ bundle: true, minify: true, external: ['libheif-js'], logLevel: 'error' },
    ...{ platform: 'node', format: 'esm', target: bundling.target, absWorkingDir: projectRoot },
  });
}

/** What a package is made from or described by, and those of libheif's builds that are not used. Licences stay. */
const needless = [
  /^\.(?:bin|package-lock\.json)(?:\/|$)/,
  /(?:^|\/)(?:README|CHANGELOG)\.md$/,
  /\.(?:d\.[cm]?ts|bnf)$/,
  /^sharp\/(?:src|install|lib)(?:\/|$)/,
  /^semver\/bin(?:\/|$)/,
  /\/glib-2\.0(?:\/|$)/,
  /^libheif-js\/(?:libheif|index\.js|wasm\.js|wasm-bundle\.js)(?:\/|$)/,
  /^libheif-js\/libheif-wasm\/libheif(?:-bundle\.js|\.js|\.wasm)$/,
];

function isNeeded(path: string): boolean {
  return !needless.some((pattern) => pattern.test(path));
}
