import { deepEqual, equal, ok } from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { activePhotos, uploadAvatar, uploadPhoto } from '../support/e2e-photos.ts';
import { lengthIsTheirs, onlyLocal } from '../support/only-local.ts';
import { png } from '../support/photos/png.ts';
import { bearer, newOwner, usePortrait } from '../support/portrait.ts';
import { assignPicture, authorized, loggedIn, look, pictures, uploadPicture, userPath } from './akana-api.ts';
import { boxAvatar } from './box-api.ts';
import { attach, newProfile, profilePath } from './crafter-api.ts';

/** The maximum size of the APIs that state one, with pixels that do not compress. */
const largest = png({ bytes: 5_242_880, label: randomBytes(2_700_000).toString('hex') });

const portrait = usePortrait();

/** Where a photo is read, with the reader's headers. */
interface Place {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Uploads the largest photo by an API and returns the address to read it at. */
type Upload = () => Promise<Place>;

const asSent: Readonly<Record<string, Upload>> = {
  async 'its public id'() {
    const { uuid } = await uploadAvatar(portrait, await newOwner(portrait), { body: largest });
    return { url: `${portrait.url}/storage/${uuid}` };
  },
  async 'its public id and extension'() {
    const { uuid } = await uploadAvatar(portrait, await newOwner(portrait), { body: largest });
    return { url: `${portrait.url}/storage/${uuid}.png` };
  },
  async 'the link in the response of its upload'() {
    const { uploadUrl } = await uploadPhoto(portrait, await newOwner(portrait), { body: largest });
    return { url: uploadUrl };
  },
  async 'the link in the list of own photos'() {
    const owner = await newOwner(portrait);
    await uploadAvatar(portrait, owner, { body: largest });
    const [photo] = await activePhotos(portrait, owner);
    return { url: photo?.url ?? '' };
  },
  async 'its number in Akana’s dropbox'() {
    const { login } = await loggedIn(portrait);
    const number = await uploadPicture(portrait, login, largest);
    return { url: `${portrait.url}${pictures}/${number}`, headers: authorized(login) };
  },
  async 'its name among Crafter’s attachments'() {
    const profile = await newProfile(portrait);
    await attach(portrait, profile, 'picture1.png', largest);
    return { url: portrait.url + profilePath(profile, '/attachment/picture1') };
  },
};

const asRendition: Readonly<Record<string, Upload>> = {
  async 'Box’s avatar'() {
    const owner = await newOwner(portrait);
    await uploadPhoto(portrait, owner, { body: largest });
    return { url: portrait.url + boxAvatar(owner.id), headers: bearer(owner) };
  },
  async 'Akana’s avatar'() {
    const { owner, login } = await loggedIn(portrait);
    const PictureID = await uploadPicture(portrait, login, largest);
    equal((await assignPicture(portrait, login, owner.id, { PictureID })).status, 200);
    return { url: `${portrait.url}${userPath(owner.id)}/avatar`, headers: authorized(login) };
  },
};

function ask({ url, headers }: Place, more: Readonly<Record<string, string>> = {}, method = 'GET') {
  return fetch(url, { method, headers: { ...headers, ...more } });
}

/** A download resumed twice: three ranges of the same object. */
async function inPieces(place: Place, { size, etag }: { size: number; etag: string }): Promise<Buffer> {
  const [first, second] = [Math.floor(size / 3), Math.floor(size / 2)];
  const pieces: Buffer[] = [];
  for (const range of [`0-${first - 1}`, `${first}-${second - 1}`, `${second}-`]) {
    const part = await ask(place, { Range: `bytes=${range}`, 'If-Range': etag });
    const piece = Buffer.from(await part.arrayBuffer());
    const start = pieces.reduce((sum, { length }) => sum + length, 0);
    deepEqual(
      [part.status, part.headers.get('content-range')],
      [206, `bytes ${start}-${start + piece.length - 1}/${size}`],
    );
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

describe('A photo of 5 MiB', () => {
  for (const [name, upload] of Object.entries(asSent)) {
    test(`is read by ${name} byte for byte, whole and in ranges`, async () => {
      const place = await upload();
      const whole = await ask(place);
      equal(whole.status, 200);
      ok(Buffer.from(await whole.arrayBuffer()).equals(largest), 'the whole photo is what was sent');

      const etag = whole.headers.get('etag') ?? '';
      const pieces = await inPieces(place, { size: largest.length, etag });
      ok(pieces.equals(largest), 'the ranges together are what was sent');
      const end = await ask(place, { Range: 'bytes=-1000000' });
      ok(
        Buffer.from(await end.arrayBuffer()).equals(largest.subarray(-1_000_000)),
        'the last range is the end of what was sent',
      );

      const head = await ask(place, {}, 'HEAD');
      deepEqual([head.status, head.headers.get('etag')], [200, etag]);
      if (!onlyLocal(lengthIsTheirs)) equal(head.headers.get('content-length'), String(largest.length));
    });
  }

  for (const [name, upload] of Object.entries(asRendition)) {
    test(`is read by ${name} as a square in a format that its clients can show, whole and in ranges`, async () => {
      const place = await upload();
      const whole = await ask(place);
      const bytes = Buffer.from(await whole.clone().arrayBuffer());
      const { format, width, height } = await look(whole);
      equal(width, height);
      ok(['png', 'jpeg'].includes(format ?? '') && width <= 1024 && bytes.length <= 1_048_576);

      const etag = whole.headers.get('etag') ?? '';
      ok((await inPieces(place, { size: bytes.length, etag })).equals(bytes));
    });
  }
});
