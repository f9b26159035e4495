import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { documents, projectRoot } from './documents.ts';

const [readme, contributing] = documents.map(({ text }) => text);

describe('README.md', () => {
  it('has at most 150 lines', () => assert.ok(linesOf(readme) <= 150, `it has ${linesOf(readme)}`));

  for (const command of ['npm ci && npm start', 'npm ci && npm test']) {
    it(`contains ${command}`, () => assert.ok(readme?.includes(command)));
  }
});

it('CONTRIBUTING.md has at most 80 lines', () => {
  assert.ok(linesOf(contributing) <= 80, `it has ${linesOf(contributing)}`);
});

it('every npm script that a document names exists', () => {
  const { scripts } = JSON.parse(readFileSync(`${projectRoot}package.json`, 'utf8')) as { scripts: object };
  for (const { path, text } of documents) {
    for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      assert.ok(name in scripts, `${path}: ${name}`);
  }
});

function linesOf(text = ''): number {
  return text.trimEnd().split('\n').length;
}
