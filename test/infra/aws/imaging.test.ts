import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { App, Stack } from 'aws-cdk-lib';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { projectRoot } from '../../../infra/aws/bundling.ts';
import { bundlingOptions } from '../../../infra/aws/portrait-function.ts';
import { readOutput, temporaryFolder } from './cli-synth.ts';

type Packages = Record<string, { version?: string; integrity?: string; dependencies?: Record<string, string> }>;
type Lock = { packages: Packages };

const aarch64 = 0xb7; // e_machine of an ELF file

describe('The packages for rendering images', () => {
  let temporary: { path: string; remove(): Promise<void> };
  let assets: readonly string[];
  let asset: string;
  let files: readonly string[];

  before(async () => {
    temporary = await temporaryFolder();
    assets = await Promise.all(['one', 'another folder'].map((name) => synthesize(join(temporary.path, name))));
    asset = assets[0] ?? '';
    files = await filesOf(asset);
  });
  after(() => temporary?.remove());

  test('have the same versions on Lambda and on one machine', async () => {
    const own = await readOutput<Lock>(projectRoot, 'package-lock.json');
    const theirs = await readOutput<Lock>(`${projectRoot}infra/aws/imaging`, 'package-lock.json');
    const asked = theirs.packages['']?.dependencies ?? {};
    deepEqual(Object.keys(asked), ['libheif-js', 'sharp']);
    for (const [name, version] of Object.entries(asked)) equal(own.packages['']?.dependencies?.[name], version);
    const locked = ({ packages }: Lock, path: string) => [packages[path]?.version, packages[path]?.integrity];
    const paths = Object.keys(theirs.packages).filter((path) => path !== '');
    ok(paths.includes('node_modules/@img/sharp-linux-arm64'));
    for (const path of paths) deepEqual(locked(theirs, path), locked(own, path), path);
  });

  test('are beside the bundle, with the worker that decodes HEIC', async () => {
    deepEqual((await readdir(asset)).sort(), ['heif-worker.mjs', 'index.mjs', 'node_modules']);
    match(await readFile(join(asset, 'index.mjs'), 'utf8'), /import\("sharp"\)/);
    match(
      await readFile(join(asset, 'heif-worker.mjs'), 'utf8'),
      /from"libheif-js\/libheif-wasm\/libheif-bundle\.mjs"/,
    );
    ok(files.includes('node_modules/libheif-js/libheif-wasm/libheif-bundle.mjs'));
  });

  test('are for Linux on arm64 only', async () => {
    const binaries = files.filter((file) => /\.(?:node|so)\b/.test(file));
    deepEqual(
      binaries.map((file) => file.replaceAll(/[\d.]+(?=\.node)|\.so[\d.]*$/g, '')),
      [
        'node_modules/@img/sharp-libvips-linux-arm64/lib/libvips-cpp',
        'node_modules/@img/sharp-linux-arm64/lib/sharp-linux-arm64-.node',
      ],
    );
    for (const file of binaries) {
      const header = await readFile(join(asset, file));
      equal(header.subarray(0, 4).toString('latin1'), '\x7fELF', file);
      equal(header.readUInt16LE(18), aarch64, file);
    }
    deepEqual((await readdir(join(asset, 'node_modules/@img'))).sort(), [
      'colour',
      'sharp-libvips-linux-arm64',
      'sharp-linux-arm64',
    ]);
  });

  test('contain their licences, and no documents or sources', () => {
    ok(files.some((file) => /LICENSE/.test(file)));
    const needless = /README|\.d\.[cm]?ts$|\.(?:cc|h|map)$|\/\.bin\/|package-lock/;
    deepEqual(
      files.filter((file) => needless.test(file)),
      [],
    );
  });

  test('are the same asset in every synth', async () => {
    const [first = '', second = ''] = assets;
    ok(first !== second);
    equal(first.split('/').at(-1), second.split('/').at(-1));
    deepEqual(await filesOf(second), files);
  });

  test('render an image, with the sharp of this machine', async () => {
    const here = join(temporary.path, 'this machine');
    await mkdir(join(here, 'node_modules'), { recursive: true });
    for (const each of ['index.mjs', 'heif-worker.mjs', 'node_modules/libheif-js']) {
      await cp(join(asset, each), join(here, each), { recursive: true });
    }
    await symlink(`${projectRoot}node_modules/sharp`, join(here, 'node_modules/sharp'));
    const heic = fileURLToPath(new URL('../../support/quarters.heic', import.meta.url));
    const code = `import { handler } from './index.mjs'; console.log(JSON.stringify(await handler(process.argv[1])));`;
    const words = ['--input-type=module', '-e', code, heic];
    const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: here });
    equal(JSON.parse(stdout).contentType, 'image/webp');
  });
});

/** Bundles the sample function; returns the folder of its asset. */
async function synthesize(outdir: string): Promise<string> {
  const app = new App({ outdir, context: { 'aws:cdk:disable-asset-staging': false } });
  const stack = new Stack(app, 'Imaging');
  new NodejsFunction(stack, 'Render', {
    entry: fileURLToPath(new URL('imaging-entry.ts', import.meta.url)),
    projectRoot,
    depsLockFilePath: `${projectRoot}package-lock.json`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    bundling: bundlingOptions({ imaging: true }),
  });
  app.synth();
  const asset = (await readdir(outdir)).find((name) => /^asset\.[0-9a-f]+$/.test(name));
  return join(outdir, asset ?? 'no asset');
}

/** The paths of a folder's files in it, sorted. */
async function filesOf(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => !entry.isDirectory());
  return files.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}
