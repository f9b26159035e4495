import { deepEqual, equal, ok } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import { decode } from '../support/decoded.ts';
import { allPhotos, type ListedPhoto, postForm } from '../support/e2e-photos.ts';
import { curlForm } from '../support/form-body.ts';
import { lengthIsTheirs, onlyLocal } from '../support/only-local.ts';
import {
  type PhoneFile,
  phoneGif,
  phoneHeic,
  phoneJpeg,
  phonePng,
  phoneTiff,
  phoneWebp,
} from '../support/photos/phone-files.ts';
import { usePortrait } from '../support/portrait.ts';
import { assignPicture, cropPicture as cropTemporary, pictures, uploadPicture } from './akana-api.ts';
import { type AttachmentDetails, newProfile, photoPart, profilePath } from './crafter-api.ts';
import {
  newPerson,
  type PhotoApi,
  photoApis,
  type SentFile,
  type Served,
  serve,
  servedEverywhere,
  type Upload,
} from './photo-apis.ts';
import { maxDirectBytes } from './wide-door-api.ts';
import { ballast, processingError } from './wide-door-post.ts';

const portrait = usePortrait();

const files = [await phoneJpeg(), await phonePng(), await phoneWebp(), await phoneGif(), phoneHeic()];

const fileOf = ({ format, type, bytes }: PhoneFile): SentFile => ({ fileName: `me.${format}`, type, bytes });
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const factsOf = (bytes: Buffer) => ({ size: bytes.length, sha256: sha256(bytes) });

/** The properties of a photo's contents in the list. */
const listedFacts = ({ size, width, height, sha256, sent, metadata, door }: ListedPhoto) => {
  return { size, width, height, sha256, sent, metadata, door };
};

/** The metadata of a photo in the order of the list. */
const allOf = ({ harmless, private: removed }: PhoneFile) => ({ found: [...harmless, ...removed], removed });

function tellsNothing(file: PhoneFile, served: readonly Served[]): void {
  for (const { route, bytes } of served) {
    ok(bytes.length > 0, route);
    const told = file.secrets.filter((secret) => bytes.includes(secret)).map((secret) => secret.toString('latin1'));
    deepEqual(told, [], route);
  }
}

/** Asserts that these routes serve the stored bytes, with their ETag and length. */
function areAsStored(stored: Served, served: readonly Served[]): void {
  const etag = stored.response.headers.get('ETag');
  for (const { route, response, bytes } of served) {
    ok(bytes.equals(stored.bytes), route);
    equal(response.headers.get('ETag'), etag, route);
    if (!onlyLocal(lengthIsTheirs)) equal(response.headers.get('Content-Length'), String(stored.bytes.length), route);
  }
}

/** Sends a file by an API and makes it the current photo; returns what the API's own routes serve. */
async function uploadTo({ send, settle }: PhotoApi, upload: Upload) {
  const answer = await send(upload);
  ok(answer.status === 200 || answer.status === 201, `${answer.status} ${answer.text}`);
  const { size, served } = await settle(upload, answer.text);
  const [listed] = await allPhotos(portrait, upload.person.owner);
  ok(listed?.current);
  const stored = await serve('the link of the list', listed.url);
  ok(size === undefined || size === stored.bytes.length, 'the response states the stored size');
  return { listed, stored, served: [stored, ...served] };
}

/** Whether a route serves the stored bytes: some never render, others only what their clients cannot show. */
function isServedUnchanged(route: string, { contentType }: ListedPhoto): boolean {
  if (/link|\/storage\/|the temporary picture$/.test(route)) return true;
  return /avatar$/.test(route) && ['image/jpeg', 'image/png'].includes(contentType);
}

/** Asserts every promise about the privacy of an uploaded photo. */
async function keepsPrivate(api: PhotoApi, upload: Omit<Upload, 'file'>, photo: PhoneFile): Promise<void> {
  const file = fileOf(photo);
  const { listed, stored, served } = await uploadTo(api, { ...upload, file });
  const everywhere = [...served, ...(await servedEverywhere(portrait, upload.person))];
  tellsNothing(photo, everywhere);
  areAsStored(
    stored,
    everywhere.filter(({ route }) => isServedUnchanged(route, listed)),
  );
  const { width, height } = photo;
  deepEqual(listedFacts(listed), {
    ...{ ...factsOf(stored.bytes), width, height, sent: factsOf(photo.bytes) },
    ...{ metadata: allOf(photo), door: upload.door },
  });
  deepEqual(await decode(stored.bytes), await decode(photo.bytes));

  const again = await uploadTo(api, { ...upload, file: { ...file, bytes: Buffer.from(stored.bytes) } });
  areAsStored(
    stored,
    again.served.filter(({ route }) => isServedUnchanged(route, again.listed)),
  );
  deepEqual(listedFacts(again.listed), {
    ...{ ...factsOf(stored.bytes), width, height, sent: factsOf(stored.bytes) },
    ...{ metadata: { found: photo.harmless, removed: [] }, door: upload.door },
  });
}

test('Each file of these tests contains the metadata that must be removed', () => {
  for (const { format, bytes, secrets } of files)
    ok(secrets.length > 0 && secrets.every((each) => bytes.includes(each)), format);
});

for (const api of photoApis) {
  for (const door of api.doors) {
    describe(`By ${api.name}, through the door "${door}",`, { concurrency: 3 }, () => {
      const taken = files.filter(({ format }) => api.formats.includes(format));
      for (const file of door === 'wide' ? taken.slice(-1) : taken) {
        test(`a phone’s ${nameOf(file)} is served everywhere without private metadata and with the same pixels`, async () => {
          await keepsPrivate(api, { portrait, person: await newPerson(portrait), door }, file);
        });
      }
    });
  }
}

function nameOf({ type }: PhoneFile): string {
  return type.replace('image/', '').toUpperCase();
}

/** Each API's response to a file that is one byte too large. */
const tooLarge: Readonly<Record<string, readonly [number, string]>> = {
  'account avatars': [400, 'The file has 5242881 bytes; the maximum is 5242880'],
  OpenLift: [400, 'File size 5242881 exceeds maximum 5242880 bytes for profile photos'],
  Box: [400, 'The file has 1048577 bytes; the maximum is 1048576'],
  Akana: [500, processingError],
  'direct upload': [400, 'File size 5242881 exceeds maximum 5242880 bytes for profile photos'],
};

describe('Size limits apply to the bytes that are sent:', { concurrency: 3 }, () => {
  for (const api of photoApis) {
    const door = api.maxBytes > maxDirectBytes ? (api.doors.at(-1) ?? 'function') : 'function';

    test(`${api.name} accepts a photo of ${api.maxBytes} bytes, most of which is removed metadata`, async () => {
      const person = await newPerson(portrait);
      await keepsPrivate(api, { portrait, person, door }, await phoneJpeg(api.maxBytes));
      const [listed] = await allPhotos(portrait, person.owner);
      ok((listed?.size ?? 0) < 10_000);
    });

    test(`${api.name} refuses one byte more, even if most of it is metadata`, async () => {
      const person = await newPerson(portrait);
      const file = fileOf(await phoneJpeg(api.maxBytes + 1));
      const { status, text } = await api.send({ portrait, person, file, door });
      const [expected, words = ''] = tooLarge[api.name] ?? [];
      equal(status, expected);
      ok(text.includes(words), text);
      deepEqual(await allPhotos(portrait, person.owner), []);
    });
  }
});

describe('An avatar made of an Akana picture', { concurrency: 3 }, () => {
  /** Puts a picture into the dropbox, crops it if `crop` is given, and makes it the avatar. */
  async function assign(file: PhoneFile, crop?: string) {
    const person = await newPerson(portrait);
    const { owner, login } = person;
    const number = await uploadPicture(portrait, login, file.bytes);
    if (crop !== undefined) equal((await cropTemporary(portrait, login, number, crop)).status, 200);
    const picture = `${portrait.url}${pictures}/${number}`;
    const headers = { Cookie: login.cookie };
    const temporary = [
      await serve('the temporary picture', picture, headers),
      await serve('the temporary picture, small', `${picture}?size=75`, headers),
    ];
    equal((await assignPicture(portrait, login, owner.id, { PictureID: number })).status, 200);
    const [listed] = await allPhotos(portrait, owner);
    ok(listed?.current);
    const stored = await serve('the link of the list', listed.url);
    return { listed, stored, everywhere: [...temporary, stored, ...(await servedEverywhere(portrait, person))] };
  }

  for (const file of files.filter(({ format }) => ['jpg', 'png', 'gif'].includes(format))) {
    test(`cropped from a phone’s ${nameOf(file)} has no metadata, and the list names what was removed`, async () => {
      const { listed, stored, everywhere } = await assign(file, 'x=100&y=100&w=200&h=200');
      tellsNothing(file, everywhere);
      const { width, height, colourProfile } = await decode(stored.bytes);
      deepEqual([width, colourProfile], [height, undefined]);
      const { found } = allOf(file);
      deepEqual(listedFacts(listed), {
        ...{ ...factsOf(stored.bytes), width, height, sent: factsOf(file.bytes) },
        ...{ metadata: { found, removed: found }, door: 'function' },
      });
    });
  }

  test('is a PNG with the same pixels and no metadata if the picture is a TIFF', async () => {
    const file = await phoneTiff();
    const { listed, stored, everywhere } = await assign(file);
    tellsNothing(file, everywhere);
    ok(file.secrets.every((each) => file.bytes.includes(each)));
    const { metadata: _, ...facts } = listedFacts(listed);
    const { width, height } = file;
    deepEqual(facts, { ...factsOf(stored.bytes), width, height, sent: factsOf(file.bytes), door: 'function' });
    deepEqual([stored.response.headers.get('Content-Type'), listed.contentType], ['image/png', 'image/png']);
    deepEqual(await decode(stored.bytes), await decode(file.bytes));
  });

  test('of a TIFF is listed with the metadata that the TIFF had', async () => {
    const file = await phoneTiff();
    const { found } = allOf(file);
    deepEqual((await assign(file)).listed.metadata, { found, removed: found });
  });
});

describe('An attachment of Crafter', () => {
  for (const [door, more] of [
    ['function', []],
    ['wide', [ballast]],
  ] as const) {
    test(`is returned byte for byte through the entry point "${door}", with its metadata and md5`, async () => {
      const { bytes } = await phoneJpeg();
      const profile = await newProfile(portrait);
      const form = curlForm([{ ...photoPart, body: bytes }, ...more]);
      const response = await postForm(portrait, profilePath(profile, '/uploadAttachment'), form, {});
      deepEqual([response.status, response.redirected], [200, door === 'wide']);
      const { md5, fileSizeBytes } = (await response.json()) as AttachmentDetails;
      deepEqual([md5, fileSizeBytes], [createHash('md5').update(bytes).digest('hex'), bytes.length]);
      const { bytes: served } = await serve(
        'the attachment',
        portrait.url + profilePath(profile, '/attachment/picture1'),
      );
      ok(bytes.equals(served));
    });
  }
});
