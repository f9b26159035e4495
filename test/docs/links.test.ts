import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { anchorsOf, documents, projectRoot, relativeLinks } from './documents.ts';

const byPath = new Map(documents.map((document) => [document.path, document]));

describe('the relative links of', () => {
  for (const document of documents) {
    it(`${document.path} point to existing files and headings`, () => {
      const broken = relativeLinks(document).filter((link) => !leadsSomewhere(document.path, link));
      assert.deepEqual(broken, []);
    });
  }
});

function leadsSomewhere(from: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const path = file === '' ? from : posix.join(posix.dirname(from), file);
  if (!existsSync(projectRoot + path)) return false;
  const target = byPath.get(path);
  return anchor === undefined || (target !== undefined && anchorsOf(target).has(anchor));
}
