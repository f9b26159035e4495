import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import libheif from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import { insideLibheif, insideLibvips, libvipsPackageVersion } from '../../infra/notice/copyleft.ts';
import { makeNotice, noticeFile } from '../../infra/notice/notice.ts';
import { projectRoot } from './documents.ts';

const notice = await makeNotice();

describe('NOTICE', () => {
  it('is up to date', () => {
    assert.ok(readFileSync(noticeFile, 'utf8') === notice, 'NOTICE is stale: run npm run notice');
  });

  it('names no package registry', () => assert.doesNotMatch(notice, /registry|npmjs|yarnpkg/));

  it('names libheif, libvips and exifreader with the place of their source', () => {
    for (const part of ['strukturag/libheif', 'strukturag/libde265', 'libvips/libvips', 'mattiasw/ExifReader']) {
      assert.ok(notice.includes(`https://github.com/${part}`), part);
    }
  });

  it('lists the libraries inside libvips by the package that is locked', () => {
    assert.ok(notice.includes(`@img/sharp-libvips-linux-arm64 ${libvipsPackageVersion},`), 'copyleft.ts is stale');
    const stated = Object.fromEntries(insideLibvips.map(({ key, version }) => [key, version]));
    const installed = globSync('{.,infra/aws/imaging}/node_modules/@img/sharp-libvips-*/versions.json', {
      cwd: projectRoot,
    });
    for (const file of installed) {
      assert.deepEqual(stated, JSON.parse(readFileSync(projectRoot + file, 'utf8')), file);
    }
  });

  it('states the version of libheif that libheif-js contains', () => {
    assert.equal(insideLibheif[0]?.version, libheif().heif_get_version());
  });
});
