import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { newPerson, photoApis, serve } from '../../e2e/photo-apis.ts';
import { allPhotos } from '../../support/e2e-photos.ts';
import { startInVain } from '../../support/local-service.ts';
import { phoneGif, phoneHeic, phoneJpeg, phonePng, phoneWebp } from '../../support/photos/phone-files.ts';
import { dataFolderFor, startFor, variables } from './start-for.ts';

const files = [await phoneJpeg(), await phonePng(), await phoneWebp(), await phoneGif(), phoneHeic()];

test('With KEEP_METADATA=true', async (t) => {
  const portrait = await startFor(t, { KEEP_METADATA: 'true' });

  await t.test('every API stores a photo byte for byte, and the list names the metadata that it has', async () => {
    for (const api of photoApis) {
      for (const { format, type, bytes, harmless, private: told } of files) {
        if (!api.formats.includes(format)) continue;
        const what = `${format} by ${api.name}`;
        const person = await newPerson(portrait);
        const file = { fileName: `me.${format}`, type, bytes };
        const upload = { portrait, person, file, door: api.doors[0] ?? 'function' };
        const { status, text } = await api.send(upload);
        ok(status === 200 || status === 201, `${what}: ${text}`);
        if (api.name === 'Akana') await api.settle(upload, text); // a temporary picture is in no list
        const [listed] = await allPhotos(portrait, person.owner);
        ok(listed);
        const { size, sha256, sent, metadata } = listed;
        const facts = { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
        deepEqual({ size, sha256, sent }, { ...facts, sent: facts }, what);
        deepEqual(metadata, { found: [...harmless, ...told], removed: [] }, what);
        ok((await serve(what, listed.url)).bytes.equals(bytes), what);
      }
    }
  });

  await t.test('a corrupt file is refused, and no object is stored', async () => {
    const person = await newPerson(portrait);
    for (const api of photoApis) {
      for (const { format, type, bytes } of files) {
        if (!api.formats.includes(format)) continue;
        const file = { fileName: `me.${format}`, type, bytes: bytes.subarray(0, 600) };
        const { status, text } = await api.send({ portrait, person, file, door: api.doors[0] ?? 'function' });
        equal(status, api.name === 'Akana' ? 500 : 400, text);
        match(text, api.name === 'Akana' ? /^An error occurred processing the call\.$/ : /is truncated or corrupt: /);
        deepEqual(await allPhotos(portrait, person.owner), []);
      }
    }
  });
});

test('KEEP_METADATA other than true and false stops the start with an error that names it', async (t) => {
  const { path: dataDir } = await dataFolderFor(t);
  const { code, stdout, stderr } = await startInVain({ dataDir, variables: { ...variables, KEEP_METADATA: 'yes' } });
  equal(code, 1, stdout);
  match(stderr, /^Portrait does not start: .*\bKEEP_METADATA\b/);
});
