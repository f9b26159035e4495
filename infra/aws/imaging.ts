import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { bundling, projectRoot } from './bundling.ts';

/**
 * The folder into which `npm ci` installs sharp and libheif for Lambda's processor. They are deployed unbundled: sharp
 * is a binary, and only the few requests about HEIC load libheif.
 */
const imagingFolder = `${projectRoot}infra/aws/imaging/node_modules`;

export function isImagingInstalled(): boolean {
  return existsSync(join(imagingFolder, '@img/sharp-linux-arm64/package.json'));
}

/** Copies the packages for rendering images into a bundle's folder, and bundles the worker that decodes HEIC. */
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

/** Sources and documents of packages, and the unused builds of libheif. Licences stay. */
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
