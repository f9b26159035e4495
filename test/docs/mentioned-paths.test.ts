import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, it } from 'node:test';
import { type Document, documents, mentionedPaths, projectRoot } from './documents.ts';

describe('the paths of source that are named in', () => {
  for (const document of documents) {
    it(`${document.path} exist`, () => {
      const missing = mentionedPaths(document).filter(
        (path) => !exists(path, projectRoot) && !exists(path, folderOf(document)),
      );
      assert.deepEqual(missing, []);
    });
  }
});

function exists(pattern: string, cwd: string): boolean {
  return globSync(pattern, { cwd }).length > 0;
}

function folderOf({ path }: Document): string {
  return projectRoot + dirname(path);
}
