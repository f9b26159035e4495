import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { describe, test } from 'node:test';
import { uploadAvatar, uploadPhoto } from '../support/e2e-photos.ts';
import { bearer, newOwner, usePortrait } from '../support/portrait.ts';
import { authorized, logIn, pictures, uploadPicture } from './akana-api.ts';
import { boxAvatar, picture, uploadBoxAvatar } from './box-api.ts';
import { attach, newProfile, profilePath } from './crafter-api.ts';

const portrait = usePortrait();

/** Where a photo can be read by each API, with the reader's headers. */
interface Place {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}

const places: Readonly<Record<string, () => Promise<Place>>> = {
  async 'a public id'() {
    const bytes = await picture('red');
    const { uuid } = await uploadAvatar(portrait, await newOwner(portrait), { body: bytes });
    return { url: `${portrait.url}/storage/${uuid}`, headers: {}, bytes };
  },
  async 'a signed link'() {
    const bytes = await picture('green');
    const { uploadUrl } = await uploadPhoto(portrait, await newOwner(portrait), { body: bytes });
    return { url: uploadUrl, headers: {}, bytes };
  },
  async 'a link to a rendition'() {
    const { urls } = await uploadBoxAvatar(portrait, await newOwner(portrait));
    const bytes = Buffer.from(await (await fetch(urls.small)).arrayBuffer());
    return { url: urls.small, headers: {}, bytes };
  },
  async 'Box’s avatar'() {
    const owner = await newOwner(portrait);
    const bytes = await picture('blue');
    await uploadBoxAvatar(portrait, owner, { body: bytes });
    return { url: portrait.url + boxAvatar(owner.id), headers: bearer(owner), bytes };
  },
  async 'Crafter’s attachment'() {
    const profile = await newProfile(portrait);
    const bytes = await picture('yellow');
    await attach(portrait, profile, 'picture1.png', bytes);
    return { url: portrait.url + profilePath(profile, '/attachment/picture1'), headers: {}, bytes };
  },
  async 'Akana’s dropbox'() {
    const login = await logIn(portrait, await newOwner(portrait));
    const bytes = await picture('black');
    const number = await uploadPicture(portrait, login, bytes);
    return { url: `${portrait.url}${pictures}/${number}`, headers: authorized(login), bytes };
  },
};

for (const [name, make] of Object.entries(places)) {
  describe(`A photo that is read by ${name}`, () => {
    test('is answered with 200, 206, 304 or 416, by the request’s conditions and range', async () => {
      const { url, headers, bytes } = await make();
      const ask = (more: Readonly<Record<string, string>>, method = 'GET') =>
        fetch(url, { method, headers: { ...headers, ...more } });

      const whole = await ask({});
      deepEqual([whole.status, Buffer.from(await whole.arrayBuffer())], [200, bytes]);
      const etag = whole.headers.get('etag') ?? '';
      match(etag, /^"[^"]+"$/);

      for (const method of ['GET', 'HEAD']) {
        const known = await ask({ 'If-None-Match': etag }, method);
        deepEqual([known.status, await known.text(), known.headers.get('etag')], [304, '', etag]);
      }
      const since = await ask({ 'If-Modified-Since': whole.headers.get('last-modified') ?? '' });
      equal(since.status, 304);

      const part = await ask({ Range: 'bytes=1-4' });
      deepEqual([part.status, Buffer.from(await part.arrayBuffer())], [206, bytes.subarray(1, 5)]);
      equal(part.headers.get('content-range'), `bytes 1-4/${bytes.length}`);
      const end = await ask({ Range: 'bytes=-3' });
      deepEqual([end.status, Buffer.from(await end.arrayBuffer())], [206, bytes.subarray(-3)]);
      const resumed = await ask({ Range: 'bytes=5-', 'If-Range': '"of another"' });
      deepEqual([resumed.status, Buffer.from(await resumed.arrayBuffer())], [200, bytes]);

      const beyond = await ask({ Range: `bytes=${bytes.length}-` });
      deepEqual([beyond.status, await beyond.text()], [416, '']);
      equal(beyond.headers.get('content-range'), `bytes */${bytes.length}`);
      ok(!beyond.headers.get('cache-control')?.includes('public'));
    });
  });
}
