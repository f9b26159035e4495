import assert from 'node:assert/strict';
import { it } from 'node:test';
import { corpus } from '../support/corpus/corpus.ts';

const files = await corpus();

it('gives each photo a name of its own', () => {
  assert.equal(new Set(files.map(({ name }) => name)).size, files.length);
});

it('has nothing large', () => {
  assert.deepEqual(
    files.filter(({ bytes }) => bytes.length > 30_000).map(({ name }) => name),
    [],
  );
});

it('plants a secret in whatever is removed, unless there is no place for it', () => {
  const withoutPlace =
    /bare Exif|turns it twice|more entries|single byte|the time|place on a page|nothing but an orientation|of two bytes|four bytes|as avifenc|track of thumbnails/;
  for (const { name, secrets, removes } of files) {
    if (removes.length === 0) assert.deepEqual(secrets, [], name);
    else if (!withoutPlace.test(name)) assert.notDeepEqual(secrets, [], name);
  }
});

it('has every kind of metadata that is kept or removed', () => {
  const kinds = new Set(files.flatMap(({ keeps, removes }) => [...keeps, ...removes]));
  assert.equal(kinds.size, 13);
});
