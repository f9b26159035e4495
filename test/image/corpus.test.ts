import assert from 'node:assert/strict';
import { it } from 'node:test';
import { corpus } from '../support/corpus/corpus.ts';

const files = await corpus();

it('gives each file a unique name', () => {
  assert.equal(new Set(files.map(({ name }) => name)).size, files.length);
});

it('has no file of more than 30,000 bytes', () => {
  assert.deepEqual(
    files.filter(({ bytes }) => bytes.length > 30_000).map(({ name }) => name),
    [],
  );
});

it('plants a secret in each file from which metadata is removed, if the metadata has room for one', () => {
  const withoutRoom =
    /only (the|an) orientation|two orientations|more entries|single byte|a tIME|position on a page|of two bytes|four bytes|as avifenc|track of thumbnails/;
  for (const { name, secrets, removes } of files) {
    if (removes.length === 0) assert.deepEqual(secrets, [], name);
    else if (!withoutRoom.test(name)) assert.notDeepEqual(secrets, [], name);
  }
});

it('contains every kind of metadata', () => {
  const kinds = new Set(files.flatMap(({ keeps, removes }) => [...keeps, ...removes]));
  assert.equal(kinds.size, 13);
});
